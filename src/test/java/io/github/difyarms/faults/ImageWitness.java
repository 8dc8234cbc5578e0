package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.RawManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/**
 * Looks whether what a tag names is there as a whole, down to the bytes in every layer. Reads with
 * nothing of the product.
 */
final class ImageWitness {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** Base layers come again and again. */
  private static final Map<String, String> UNPACKED = new ConcurrentHashMap<>();

  private final Content content;

  private ImageWitness(Content content) {
    this.content = content;
  }

  /** Where bytes are. */
  private interface Content {
    Optional<String> tagged(String tag);

    byte[] manifest(String digest);

    byte[] blob(String digest);
  }

  static ImageWitness of(EmbeddedRegistry registry, String repository) {
    return new ImageWitness(
        new Content() {
          @Override
          public Optional<String> tagged(String tag) {
            return Optional.ofNullable(registry.tags(repository).get(tag)).map(Digest::toString);
          }

          @Override
          public byte[] manifest(String digest) {
            return registry.manifest(repository, digest).map(RawManifest::bytes).orElseThrow();
          }

          @Override
          public byte[] blob(String digest) {
            return registry.blob(repository, Digest.parse(digest)).orElseThrow();
          }
        });
  }

  static ImageWitness of(Path layout) {
    return new ImageWitness(
        new Content() {
          @Override
          public Optional<String> tagged(String tag) {
            Path index = layout.resolve("index.json");
            if (!Files.exists(index)) {
              return Optional.empty();
            }
            for (JsonNode entry : read(bytes(index)).path("manifests")) {
              if (entry.path("annotations").path(REF_NAME).asText().equals(tag)) {
                return Optional.of(entry.path("digest").asText());
              }
            }
            return Optional.empty();
          }

          @Override
          public byte[] manifest(String digest) {
            return blob(digest);
          }

          @Override
          public byte[] blob(String digest) {
            return bytes(layout.resolve("blobs").resolve(digest.replace(':', '/')));
          }
        });
  }

  /** Returns what a tag names, after all of it was found to be there and right. */
  Optional<String> complete(String tag) {
    Optional<String> tagged = content.tagged(tag);
    tagged.ifPresent(this::image);
    return tagged;
  }

  private void image(String digest) {
    JsonNode document = read(checked(digest, content.manifest(digest)));
    if (document.has("manifests")) {
      assertThat(document.path("manifests")).as("children of %s", digest).isNotEmpty();
      for (JsonNode child : document.path("manifests")) {
        byte[] bytes = content.manifest(child.path("digest").asText());
        assertThat(bytes.length).isEqualTo(child.path("size").asInt());
        image(child.path("digest").asText());
      }
      return;
    }
    JsonNode config = read(blob(document.path("config")));
    JsonNode diffIds = config.path("rootfs").path("diff_ids");
    assertThat(diffIds.size()).isEqualTo(document.path("layers").size()).isPositive();
    for (int i = 0; i < diffIds.size(); i++) {
      JsonNode layer = document.path("layers").get(i);
      byte[] bytes = blob(layer);
      String unpacked =
          UNPACKED.computeIfAbsent(layer.path("digest").asText(), name -> sha256(unpacked(bytes)));
      assertThat(unpacked).isEqualTo(diffIds.get(i).asText());
    }
  }

  private byte[] blob(JsonNode descriptor) {
    byte[] bytes = content.blob(descriptor.path("digest").asText());
    assertThat(bytes.length).isEqualTo(descriptor.path("size").asInt());
    return checked(descriptor.path("digest").asText(), bytes);
  }

  private static byte[] checked(String digest, byte[] bytes) {
    assertThat(sha256(bytes)).isEqualTo(digest);
    return bytes;
  }

  private static byte[] unpacked(byte[] gzip) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode read(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
