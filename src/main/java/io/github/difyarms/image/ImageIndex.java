package io.github.difyarms.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** An OCI image index or Docker manifest list over its raw JSON. */
public final class ImageIndex {
  /** More entries than any real image has; guards against index bombs. */
  private static final int MOST_ENTRIES = 1000;

  private final RawManifest raw;
  private final ObjectNode tree;
  private final List<Descriptor> manifests;

  private ImageIndex(RawManifest raw) {
    this.raw = raw;
    this.tree = Json.readDocument(raw.bytes(), "index " + raw.digest());
    // What is index and manifest at once reads differently in different tools (CVE-2021-41190).
    if (!tree.path("manifests").isArray() || tree.has("layers") || tree.has("config")) {
      throw new DifyArmsException(
          ErrorCode.FORMAT_REFUSED,
          "this is not an image index",
          raw.digest().toString(),
          "it has no list of manifests, or layers as well; media type " + raw.mediaType());
    }
    List<Descriptor> entries = new ArrayList<>();
    for (JsonNode entry : tree.path("manifests")) {
      if (entries.size() == MOST_ENTRIES) {
        throw new DifyArmsException(
            ErrorCode.LIMIT_EXCEEDED,
            "the index has more than " + MOST_ENTRIES + " entries",
            raw.digest().toString(),
            tree.path("manifests").size() + " entries");
      }
      entries.add(Descriptor.of(entry));
    }
    this.manifests = List.copyOf(entries);
  }

  /** Reads an index. */
  public static ImageIndex of(RawManifest raw) {
    return new ImageIndex(raw);
  }

  /** Returns the document as it is stored. */
  public RawManifest raw() {
    return raw;
  }

  /** Returns the entries in their order. */
  public List<Descriptor> manifests() {
    return manifests;
  }

  /**
   * Returns the entries that are image manifests with a platform, in their order; attestations
   * ({@code unknown/unknown}) and entries of other kinds are left out.
   */
  public List<Descriptor> images() {
    return manifests.stream().filter(ImageIndex::isImage).toList();
  }

  /** Returns the entries that {@link #images()} leaves out. */
  public List<Descriptor> others() {
    return manifests.stream().filter(entry -> !isImage(entry)).toList();
  }

  private static boolean isImage(Descriptor entry) {
    return MediaTypes.isManifest(entry.mediaType())
        && entry.annotation("vnd.docker.reference.type").isEmpty()
        && !entry.json().has("artifactType")
        && entry.platform().filter(ImageIndex::real).isPresent();
  }

  private static boolean real(Platform platform) {
    return !platform.os().isEmpty()
        && !platform.os().equals("unknown")
        && !platform.architecture().isEmpty()
        && !platform.architecture().equals("unknown");
  }

  /**
   * Returns this index with other children; everything else (annotations, unknown fields) stays.
   *
   * @param children the new entries
   * @param family the family of the result
   */
  public RawManifest withManifests(List<Descriptor> children, Family family) {
    ObjectNode copy = tree.deepCopy();
    if (Family.of(raw.mediaType()) != family) {
      copy.put("mediaType", family.indexType());
      if (family == Family.DOCKER) {
        copy.remove("annotations"); // Docker's manifest list has no such field
      }
    }
    ArrayNode entries = copy.putArray("manifests");
    children.forEach(child -> entries.add(child.json()));
    return RawManifest.of(family.indexType(), Json.write(copy));
  }
}
