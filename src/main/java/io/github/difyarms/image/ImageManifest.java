package io.github.difyarms.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** An image manifest of either family over its raw JSON. */
public final class ImageManifest {
  /** Docker's own limit is 127; some headroom for what others allow. */
  private static final int MOST_LAYERS = 500;

  private final RawManifest raw;
  private final ObjectNode tree;
  private final Descriptor config;
  private final List<Descriptor> layers;

  private ImageManifest(RawManifest raw) {
    this.raw = raw;
    this.tree = Json.readDocument(raw.bytes(), "manifest " + raw.digest());
    // What is index and manifest at once reads differently in different tools (CVE-2021-41190).
    if (!tree.path("config").isObject()
        || !tree.path("layers").isArray()
        || tree.has("manifests")) {
      throw new DifyArmsException(
          ErrorCode.FORMAT_REFUSED,
          "this is not an image manifest",
          raw.digest().toString(),
          "it has no config, no layers, or manifests as well; media type " + raw.mediaType());
    }
    this.config = Descriptor.of(tree.path("config"));
    List<Descriptor> list = new ArrayList<>();
    for (JsonNode layer : tree.path("layers")) {
      if (list.size() == MOST_LAYERS) {
        throw new DifyArmsException(
            ErrorCode.LIMIT_EXCEEDED,
            "the manifest has more than " + MOST_LAYERS + " layers",
            raw.digest().toString(),
            tree.path("layers").size() + " layers");
      }
      list.add(Descriptor.of(layer));
    }
    this.layers = List.copyOf(list);
  }

  /** Reads a manifest. */
  public static ImageManifest of(RawManifest raw) {
    return new ImageManifest(raw);
  }

  /** Returns the document as it is stored. */
  public RawManifest raw() {
    return raw;
  }

  /** Returns the config's descriptor. */
  public Descriptor config() {
    return config;
  }

  /** Returns the layers, lowest first. */
  public List<Descriptor> layers() {
    return layers;
  }

  /** Returns a copy of the JSON. */
  public ObjectNode json() {
    return tree.deepCopy();
  }
}
