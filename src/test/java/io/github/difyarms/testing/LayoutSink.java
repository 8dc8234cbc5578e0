package io.github.difyarms.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes an OCI image layout; its index.json names what was put with a tag. */
public final class LayoutSink implements ImageSink {
  private final Path directory;
  private final ArrayNode entries;
  private final ObjectNode index = Json.object().put("schemaVersion", 2);

  /** Returns a sink over a directory, which is created. */
  public LayoutSink(Path directory) {
    this.directory = directory;
    this.entries = index.putArray("manifests");
    write("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void putBlob(String repository, byte[] bytes) {
    write("blobs/sha256/" + Digest.of(bytes).hex(), bytes);
  }

  @Override
  public void putManifest(String repository, String identifier, RawManifest manifest) {
    putBlob(repository, manifest.bytes());
    if (!identifier.contains(":")) {
      ObjectNode entry = manifest.descriptor().json();
      entry.putObject("annotations").put("org.opencontainers.image.ref.name", identifier);
      entries.add(entry);
      write("index.json", Json.write(index));
    }
  }

  private void write(String name, byte[] bytes) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
