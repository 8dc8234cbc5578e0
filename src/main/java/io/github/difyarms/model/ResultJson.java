package io.github.difyarms.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as JSON, for {@code images.json} and for the record of a build; and back. */
public final class ResultJson {
  /** Version of the layout of these documents; raised when a reader would misread them. */
  public static final int SCHEMA_VERSION = 1;

  private ResultJson() {}

  /** Returns a whole build as JSON. */
  public static ObjectNode of(BuildResult result) {
    ObjectNode json = Json.object();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("generator", Product.nameAndVersion());
    ArrayNode components = json.putArray("components");
    result.components().forEach(component -> components.add(of(component)));
    json.putObject("traffic")
        .put("requests", result.requests())
        .put("tokenRequests", result.tokenRequests())
        .put("bytesReceived", result.bytesReceived())
        .put("bytesSent", result.bytesSent());
    json.put("durationMillis", result.duration().toMillis());
    ArrayNode warnings = json.putArray("warnings");
    result.warnings().forEach(warnings::add);
    return json;
  }

  /** Returns one image as JSON. */
  public static ObjectNode of(ComponentResult result) {
    ObjectNode json = Json.object();
    json.put("id", result.id());
    json.put("reference", result.reference());
    json.put("name", result.name());
    ArrayNode tags = json.putArray("tags");
    result.tags().forEach(tags::add);
    json.put("digest", result.digest().toString());
    json.put("mediaType", result.mediaType());
    json.put("inputs", result.inputs().toString());
    json.put("upToDate", result.upToDate());
    json.putObject("base")
        .put("reference", result.base())
        .put("digest", result.baseDigest().toString());
    ArrayNode platforms = json.putArray("platforms");
    result.platforms().forEach(platform -> platforms.add(of(platform)));
    return json;
  }

  private static ObjectNode of(PlatformResult result) {
    ObjectNode json = Json.object();
    json.put("platform", result.platform().toString());
    json.put("base", result.base().toString());
    json.put("manifest", result.manifest().toString());
    json.put("config", result.config().toString());
    json.putObject("layer")
        .put("digest", result.layer().digest().toString())
        .put("diffId", result.layer().diffId().toString())
        .put("size", result.layer().size())
        .put("uncompressedSize", result.layer().uncompressedSize());
    ArrayNode files = json.putArray("files");
    for (ReplacedFile file : result.files()) {
      ObjectNode entry = files.addObject();
      entry
          .put("path", file.path())
          .put("mode", file.mode())
          .put("owner", file.owner())
          .put("old", file.oldDigest().toString())
          .put("new", file.newDigest().toString());
      file.build().ifPresent(build -> entry.set("build", ProgramJson.of(build)));
    }
    json.putObject("transfers")
        .put("mounted", result.transfers().mounted())
        .put("streamed", result.transfers().streamed())
        .put("present", result.transfers().present())
        .put("streamedBytes", result.transfers().streamedBytes());
    return json;
  }

  /**
   * Reads one image back.
   *
   * @throws DifyArmsException when it is not the JSON of an image, or a digest in it is malformed
   */
  public static ComponentResult component(JsonNode json) {
    List<String> tags = new ArrayList<>();
    json.path("tags").forEach(tag -> tags.add(tag.asText()));
    List<PlatformResult> platforms = new ArrayList<>();
    json.path("platforms").forEach(platform -> platforms.add(platform(platform)));
    if (tags.isEmpty() || platforms.isEmpty() || json.path("name").asText("").isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.INPUT_UNREADABLE,
          "this does not describe an image",
          json.path("id").asText("a result"),
          "name, tags or platforms are missing");
    }
    return new ComponentResult(
        json.path("id").asText(),
        json.path("base").path("reference").asText(),
        digest(json.path("base"), "digest"),
        json.path("name").asText(),
        tags,
        digest(json, "digest"),
        json.path("mediaType").asText(),
        digest(json, "inputs"),
        platforms,
        json.path("upToDate").asBoolean());
  }

  private static PlatformResult platform(JsonNode json) {
    List<ReplacedFile> files = new ArrayList<>();
    for (JsonNode file : json.path("files")) {
      files.add(
          new ReplacedFile(
              file.path("path").asText(),
              file.path("mode").asText(),
              file.path("owner").asText(),
              digest(file, "old"),
              digest(file, "new"),
              file.has("build")
                  ? Optional.of(ProgramJson.read(file.path("build")))
                  : Optional.empty()));
    }
    JsonNode layer = json.path("layer");
    JsonNode transfers = json.path("transfers");
    return new PlatformResult(
        Platform.parse(json.path("platform").asText()),
        digest(json, "base"),
        digest(json, "manifest"),
        digest(json, "config"),
        new PlatformResult.Layer(
            digest(layer, "digest"),
            digest(layer, "diffId"),
            layer.path("size").asLong(),
            layer.path("uncompressedSize").asLong()),
        files,
        new PlatformResult.Transfers(
            transfers.path("mounted").asInt(),
            transfers.path("streamed").asInt(),
            transfers.path("present").asInt(),
            transfers.path("streamedBytes").asLong()));
  }

  private static Digest digest(JsonNode json, String field) {
    return Digest.parse(json.path(field).asText(""));
  }
}
