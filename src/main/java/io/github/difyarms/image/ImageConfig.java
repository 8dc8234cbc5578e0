package io.github.difyarms.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image config over its raw JSON. */
public final class ImageConfig {
  private final byte[] bytes;
  private final ObjectNode tree;

  private ImageConfig(byte[] bytes, String where) {
    this.bytes = bytes.clone();
    this.tree = Json.readDocument(bytes, where);
  }

  /** Reads a config. */
  public static ImageConfig of(byte[] bytes) {
    return new ImageConfig(bytes, "config " + Digest.of(bytes));
  }

  /** Returns the document as it is stored. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the platform the config names. */
  public Platform platform() {
    return new Platform(
        tree.path("os").asText(""),
        tree.path("architecture").asText(""),
        tree.path("variant").asText(""));
  }

  /**
   * Returns the digests of the uncompressed layers, lowest first.
   *
   * @throws DifyArmsException {@link ErrorCode#BASE_INCONSISTENT} when one is no digest
   */
  public List<Digest> diffIds() {
    List<Digest> ids = new ArrayList<>();
    try {
      tree.path("rootfs").path("diff_ids").forEach(id -> ids.add(Digest.parse(id.asText(""))));
    } catch (DifyArmsException e) {
      throw new DifyArmsException(
          ErrorCode.BASE_INCONSISTENT,
          "the config of the base has a diff id that is no digest",
          "config " + Digest.of(bytes),
          e.where(),
          e);
    }
    return List.copyOf(ids);
  }

  /** Returns how many history entries stand for a layer. */
  int layersInHistory() {
    int count = 0;
    for (JsonNode entry : tree.path("history")) {
      count += entry.path("empty_layer").asBoolean(false) ? 0 : 1;
    }
    return count;
  }

  /** Returns whether there is a history at all; it is optional. */
  boolean hasHistory() {
    return !tree.path("history").isEmpty();
  }

  /** Returns whether the labels, if there are any, are names with values. */
  boolean hasUsableLabels() {
    JsonNode labels = tree.path("config").path("Labels");
    return labels.isMissingNode() || labels.isNull() || labels.isObject();
  }

  /** Returns a label's value. */
  public Optional<String> label(String name) {
    JsonNode value = tree.path("config").path("Labels").get(name);
    return value == null ? Optional.empty() : Optional.of(value.asText());
  }

  /** Returns when the image was made, if it says so in RFC 3339. */
  public Optional<Instant> created() {
    try {
      return Optional.of(OffsetDateTime.parse(tree.path("created").asText("")).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns a copy of the JSON. */
  public ObjectNode json() {
    return tree.deepCopy();
  }
}
