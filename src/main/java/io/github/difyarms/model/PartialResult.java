package io.github.difyarms.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The image of one platform that waits for an index, with all that the index needs to be the one
 * that a single build would have made. One machine writes it as a file, another one reads it.
 *
 * @param tags the tags of the index to come, with placeholders
 * @param difyVersion the Dify release, for a placeholder
 * @param format the format that was asked for
 * @param image what was pushed, see {@link ComponentResult#partial()}
 * @param warnings what its build warned of
 */
public record PartialResult(
    List<String> tags,
    Optional<String> difyVersion,
    Format format,
    ComponentResult image,
    List<String> warnings) {
  /** What the names of the files begin with. */
  public static final String FILE_PREFIX = "partial-";

  /** What the names of the files end with. */
  public static final String FILE_SUFFIX = ".json";

  /** Returns the only platform. */
  public PlatformResult platform() {
    return image.platforms().get(0);
  }

  /** Returns a name that no other part of the same build has. */
  public String fileName() {
    return fileName(image.id(), platform().platform());
  }

  /** Returns the name of the file of a part. */
  public static String fileName(String component, Platform platform) {
    return FILE_PREFIX + component + "-" + platform.fileName() + FILE_SUFFIX;
  }

  /** Returns the file's JSON. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("schemaVersion", ResultJson.SCHEMA_VERSION);
    json.put("generator", Product.nameAndVersion());
    ArrayNode templates = json.putArray("tags");
    tags.forEach(templates::add);
    difyVersion.ifPresent(version -> json.put("difyVersion", version));
    json.put("format", EnumWords.of(format));
    json.set("image", ResultJson.record(image));
    ArrayNode told = json.putArray("warnings");
    warnings.forEach(told::add);
    return json;
  }

  /**
   * Reads a file back.
   *
   * @param bytes the file
   * @param where names it in messages
   * @throws DifyArmsException {@link ErrorCode#PART_UNFIT} when it is not such a file
   */
  public static PartialResult read(byte[] bytes, String where) {
    try {
      ObjectNode json = Json.readObject(bytes, where);
      require(
          json.path("schemaVersion").asInt() == ResultJson.SCHEMA_VERSION,
          where,
          "its schemaVersion is not " + ResultJson.SCHEMA_VERSION);
      ComponentResult image = ResultJson.component(json.path("image"));
      require(image.partial() && image.platforms().size() == 1, where, "it is not of one platform");
      require(
          image.platforms().get(0).manifest().equals(image.digest()),
          where,
          "its digest is not that of its platform");
      return new PartialResult(
          texts(json.path("tags")),
          Optional.ofNullable(json.path("difyVersion").textValue()),
          EnumWords.parse(json.path("format").asText(""), Format.AUTO),
          image,
          texts(json.path("warnings")));
    } catch (DifyArmsException e) {
      throw e.code() == ErrorCode.PART_UNFIT
          ? e
          : new DifyArmsException(
              ErrorCode.PART_UNFIT,
              "this is not what a build with index=false leaves",
              where,
              e.what() + ": " + e.why(),
              e);
    }
  }

  private static void require(boolean condition, String where, String otherwise) {
    if (!condition) {
      throw new DifyArmsException(
          ErrorCode.PART_UNFIT,
          "this is not what a build with index=false leaves",
          where,
          otherwise);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }
}
