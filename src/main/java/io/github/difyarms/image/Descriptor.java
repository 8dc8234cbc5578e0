package io.github.difyarms.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Optional;

/**
 * A content descriptor (OCI image specification, descriptor.md): media type, digest and size of
 * something, with every other field kept as it came (annotations, urls, artifactType, data …).
 */
public final class Descriptor {
  private final ObjectNode json;
  private final String mediaType;
  private final Digest digest;
  private final long size;

  private Descriptor(ObjectNode json) {
    this.json = json;
    this.mediaType = json.path("mediaType").asText("");
    this.digest = Digest.parse(json.path("digest").asText(""));
    this.size = json.path("size").asLong(-1);
    if (size < 0 || !json.path("size").isIntegralNumber()) {
      throw new DifyArmsException(
          ErrorCode.PROTOCOL_VIOLATION,
          "a descriptor has no usable size",
          digest.toString(),
          "size is " + json.path("size"));
    }
  }

  /** Returns a descriptor over a copy of its JSON. */
  public static Descriptor of(JsonNode json) {
    return new Descriptor(json instanceof ObjectNode object ? object.deepCopy() : Json.object());
  }

  /** Returns a descriptor with just the three required fields. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(
        Json.object()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", size));
  }

  /** Returns the media type; empty when the JSON has none. */
  public String mediaType() {
    return mediaType;
  }

  /** Returns the digest of the content. */
  public Digest digest() {
    return digest;
  }

  /** Returns the size of the content in bytes. */
  public long size() {
    return size;
  }

  /** Returns the platform of an index entry, if it names one. */
  public Optional<Platform> platform() {
    JsonNode platform = json.get("platform");
    if (platform == null || !platform.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Platform(
            platform.path("os").asText(""),
            platform.path("architecture").asText(""),
            platform.path("variant").asText("")));
  }

  /** Returns an annotation's value. */
  public Optional<String> annotation(String name) {
    JsonNode value = json.path("annotations").get(name);
    return value == null ? Optional.empty() : Optional.of(value.asText());
  }

  /** Returns the same descriptor (platform, annotations, unknown fields) for other content. */
  public Descriptor pointingTo(String newMediaType, Digest newDigest, long newSize) {
    ObjectNode copy = json.deepCopy();
    copy.put("mediaType", newMediaType).put("digest", newDigest.toString()).put("size", newSize);
    return new Descriptor(copy);
  }

  /** Returns a copy of the JSON. */
  public ObjectNode json() {
    return json.deepCopy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Descriptor descriptor && json.equals(descriptor.json);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return mediaType + " " + digest + " (" + size + " bytes)";
  }
}
