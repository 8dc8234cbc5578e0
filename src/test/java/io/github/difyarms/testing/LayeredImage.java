package io.github.difyarms.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** An OCI index for Linux whose layers a test has packed itself. */
public final class LayeredImage {
  private static final String CREATED = "2026-01-01T00:00:00Z";

  private final ObjectNode run;
  private final Map<String, List<Layer>> layers = new TreeMap<>();

  /**
   * One layer.
   *
   * @param createdBy the line of the history, by which searches know what may be in it
   * @param gzip a tar compressed by gzip
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Layer(String createdBy, byte[] gzip) {}

  /**
   * Begins an image without platforms.
   *
   * @param run what its configs say about a container: user, start command
   */
  public LayeredImage(ObjectNode run) {
    this.run = run;
  }

  /**
   * Adds a platform.
   *
   * @param lowestFirst its layers
   */
  public LayeredImage platform(String architecture, List<Layer> lowestFirst) {
    layers.put(architecture, List.copyOf(lowestFirst));
    return this;
  }

  /** Puts it somewhere. */
  public void pushTo(ImageSink sink, String repository, String tag) {
    ObjectNode index = document(MediaTypes.OCI_INDEX);
    ArrayNode entries = index.putArray("manifests");
    for (String architecture : layers.keySet()) {
      RawManifest manifest = manifest(sink, repository, architecture);
      sink.putManifest(repository, manifest.digest().toString(), manifest);
      ObjectNode entry = manifest.descriptor().json();
      entry.putObject("platform").put("architecture", architecture).put("os", "linux");
      entries.add(entry);
    }
    sink.putManifest(repository, tag, RawManifest.of(MediaTypes.OCI_INDEX, Json.write(index)));
  }

  private RawManifest manifest(ImageSink sink, String repository, String architecture) {
    ObjectNode config = Json.object().put("architecture", architecture).put("os", "linux");
    config.put("created", CREATED).set("config", run);
    ArrayNode diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    ArrayNode history = config.putArray("history");
    ObjectNode manifest = document(MediaTypes.OCI_MANIFEST);
    ArrayNode descriptors = Json.object().putArray("layers");
    for (Layer layer : layers.getOrDefault(architecture, List.of())) {
      diffIds.add(diffId(layer.gzip()).toString());
      history.addObject().put("created", CREATED).put("created_by", layer.createdBy());
      descriptors.add(put(sink, repository, MediaTypes.OCI_LAYER_GZIP, layer.gzip()));
    }
    manifest.set("config", put(sink, repository, MediaTypes.OCI_CONFIG, Json.write(config)));
    manifest.set("layers", descriptors);
    return RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(manifest));
  }

  private static ObjectNode document(String mediaType) {
    return Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
  }

  private static ObjectNode put(
      ImageSink sink, String repository, String mediaType, byte[] content) {
    sink.putBlob(repository, content);
    return Descriptor.of(mediaType, Digest.of(content), content.length).json();
  }

  private static Digest diffId(byte[] layer) {
    try (GZIPInputStream tar = new GZIPInputStream(new ByteArrayInputStream(layer))) {
      return Digest.of(tar.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
