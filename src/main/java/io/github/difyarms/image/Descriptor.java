package io.github.difyarms.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.List;
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
    this.digest = digest(json);
    JsonNode bytes = json.path("size");
    this.size = bytes.isIntegralNumber() && bytes.canConvertToLong() ? bytes.asLong() : -1;
    if (size < 0) {
      throw new DifyArmsException(
          ErrorCode.PROTOCOL_VIOLATION,
          "a descriptor has no usable size",
          digest.toString(),
          "size is " + bytes);
    }
  }

  private static Digest digest(ObjectNode json) {
    String text = json.path("digest").asText("");
    try {
      return Digest.parse(text);
    } catch (DifyArmsException e) {
      // The same text typed by a person is another error with another remedy.
      throw new DifyArmsException(
          ErrorCode.PROTOCOL_VIOLATION, "a descriptor has no usable digest", e.where(), e.why(), e);
    }
  }

  /**
   * Returns a descriptor over a copy of its JSON.
   *
   * @throws DifyArmsException {@link ErrorCode#PROTOCOL_VIOLATION} when digest or size are missing
   *     or cannot be
   */
  public static Descriptor of(JsonNode json) {
    return new Descriptor(json instanceof ObjectNode object ? object.deepCopy() : Json.object());
  }

  /** Returns a descriptor with just the three required fields. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(fill(Json.object(), mediaType, digest, size));
  }

  /** Sizes become what a parser makes of them, int if possible: nodes of two kinds are unequal. */
  private static ObjectNode fill(ObjectNode json, String mediaType, Digest digest, long size) {
    json.put("mediaType", mediaType).put("digest", digest.toString());
    return (int) size == size ? json.put("size", (int) size) : json.put("size", size);
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

  /**
   * Returns the same descriptor (platform, annotations, unknown fields) for other content. What
   * repeats the old content ({@code data}) or says where else it lies ({@code urls}) is left out.
   */
  public Descriptor pointingTo(String newMediaType, Digest newDigest, long newSize) {
    ObjectNode copy = json.deepCopy();
    fill(copy, newMediaType, newDigest, newSize);
    if (!newDigest.equals(digest)) {
      copy.remove(List.of("data", "urls"));
    }
    return new Descriptor(copy);
  }

  /** Returns the same descriptor with another media type for the same content. */
  Descriptor withMediaType(String newMediaType) {
    ObjectNode copy = json.deepCopy();
    copy.put("mediaType", newMediaType);
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
