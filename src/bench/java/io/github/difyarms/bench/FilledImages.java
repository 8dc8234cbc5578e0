package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.HttpSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Pushes miniature images with large layers in the place of the small ones in the middle. Nothing
 * that large is ever in memory.
 */
final class FilledImages implements ImageSink {
  /** Of eight layers, those that hold next to nothing in a miniature. */
  private static final Set<Integer> FILLED = Set.of(2, 3, 4);

  private final HttpSink registry;
  private final String address;
  private final long bytes;
  private final Path folder;
  private final Map<Digest, byte[]> configs = new HashMap<>();
  private final Map<Digest, RawManifest> renamed = new HashMap<>();

  /**
   * Creates a sink.
   *
   * @param bytes what the filled layers of a platform have together
   * @param folder for files on their way
   */
  FilledImages(String address, long bytes, Path folder) {
    this.registry = new HttpSink(address);
    this.address = address;
    this.bytes = bytes;
    this.folder = folder;
  }

  @Override
  public void putBlob(String repository, byte[] content) {
    configs.put(Digest.of(content), content);
    registry.putBlob(repository, content);
  }

  @Override
  public void putManifest(String repository, String identifier, RawManifest manifest) {
    ObjectNode json = Json.readObject(manifest.bytes(), "manifest");
    if (MediaTypes.isIndex(manifest.mediaType())) {
      for (var entry : json.path("manifests")) {
        RawManifest now = renamed.get(Digest.parse(entry.path("digest").asText()));
        ((ObjectNode) entry).put("digest", now.digest().toString()).put("size", now.bytes().length);
      }
      registry.putManifest(
          repository, identifier, RawManifest.of(manifest.mediaType(), Json.write(json)));
      return;
    }
    RawManifest filled = RawManifest.of(manifest.mediaType(), Json.write(filled(repository, json)));
    registry.putManifest(repository, filled.digest().toString(), filled);
    renamed.put(manifest.digest(), filled);
  }

  private ObjectNode filled(String repository, ObjectNode manifest) {
    ObjectNode configDescriptor = (ObjectNode) manifest.path("config");
    byte[] bytesOfConfig = configs.get(Digest.parse(configDescriptor.path("digest").asText()));
    if (bytesOfConfig == null) {
      throw new IllegalStateException("a config comes before its manifest");
    }
    ObjectNode config = Json.readObject(bytesOfConfig, "config");
    ArrayNode diffIds = (ArrayNode) config.path("rootfs").path("diff_ids");
    try {
      for (int layer : FILLED) {
        long seed = 100L * renamed.size() + layer + bytes;
        Filler filler = Filler.write(folder, layer, seed, bytes / FILLED.size());
        filler.pushTo(address, repository);
        diffIds.set(layer, filler.diffId().toString());
        ((ObjectNode) manifest.path("layers").path(layer))
            .put("digest", filler.digest().toString())
            .put("size", filler.size());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] changed = Json.write(config);
    registry.putBlob(repository, changed);
    configDescriptor.put("digest", Digest.of(changed).toString()).put("size", changed.length);
    return manifest;
  }
}
