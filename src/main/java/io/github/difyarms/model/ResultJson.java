package io.github.difyarms.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
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
    ArrayNode steps = json.putArray("steps");
    result.steps().forEach(step -> steps.add(of(step)));
    return json;
  }

  private static ObjectNode of(Step step) {
    ObjectNode json = Json.object();
    if (!step.component().isEmpty()) {
      json.put("component", step.component());
    }
    step.platform().ifPresent(platform -> json.put("platform", platform.toString()));
    return json.put("kind", EnumWords.of(step.kind()))
        .put("what", step.what())
        .put("startMillis", step.start().toMillis())
        .put("waitedMillis", step.waited().toMillis())
        .put("durationMillis", step.duration().toMillis());
  }

  /** Returns one image as JSON, with the new texts: for the record of a build. */
  public static ObjectNode record(ComponentResult result) {
    ObjectNode json = of(result);
    ObjectNode texts = json.putObject("texts");
    for (PlatformResult platform : result.platforms()) {
      for (ReplacedFile file : platform.files()) {
        file.text().ifPresent(text -> texts.put(file.newDigest().toString(), text));
      }
    }
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
    json.set("indexDifferences", ProofJson.of(result.index()));
    return json;
  }

  private static ObjectNode of(PlatformResult result) {
    ObjectNode json = Json.object();
    json.put("platform", result.platform().toString());
    json.put("base", result.base().toString());
    json.put("manifest", result.manifest().toString());
    json.put("config", result.config().toString());
    ArrayNode baseLayers = json.putArray("baseLayers");
    for (BaseLayer layer : result.baseLayers()) {
      baseLayers
          .addObject()
          .put("digest", layer.digest().toString())
          .put("size", layer.size())
          .put("placed", EnumWords.of(layer.placed()));
    }
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
    AgentJson.add(json, result);
    json.putObject("transfers")
        .put("mounted", result.transfers().mounted())
        .put("streamed", result.transfers().streamed())
        .put("present", result.transfers().present())
        .put("streamedBytes", result.transfers().streamedBytes());
    json.set("proof", ProofJson.of(result.proof()));
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
    JsonNode texts = json.path("texts");
    json.path("platforms").forEach(platform -> platforms.add(platform(platform, texts)));
    if (!json.path("tags").isArray()
        || platforms.isEmpty()
        || json.path("name").asText("").isEmpty()) {
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
        ProofJson.differences(json.path("indexDifferences")),
        json.path("upToDate").asBoolean());
  }

  private static Optional<String> text(JsonNode texts, JsonNode file) {
    JsonNode text = texts.path(file.path("new").asText(""));
    return text.isTextual() ? Optional.of(text.asText()) : Optional.empty();
  }

  private static PlatformResult platform(JsonNode json, JsonNode texts) {
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
                  : Optional.empty(),
              text(texts, file)));
    }
    List<BaseLayer> baseLayers = new ArrayList<>();
    for (JsonNode base : json.path("baseLayers")) {
      baseLayers.add(
          new BaseLayer(
              digest(base, "digest"),
              base.path("size").asLong(),
              EnumWords.parse(base.path("placed").asText(""), Transfer.Kind.PRESENT)));
    }
    JsonNode layer = json.path("layer");
    JsonNode transfers = json.path("transfers");
    return new PlatformResult(
        Platform.parse(json.path("platform").asText()),
        digest(json, "base"),
        digest(json, "manifest"),
        digest(json, "config"),
        baseLayers,
        new PlatformResult.Layer(
            digest(layer, "digest"),
            digest(layer, "diffId"),
            layer.path("size").asLong(),
            layer.path("uncompressedSize").asLong()),
        files,
        AgentJson.agents(json),
        AgentJson.removed(json),
        new PlatformResult.Transfers(
            transfers.path("mounted").asInt(),
            transfers.path("streamed").asInt(),
            transfers.path("present").asInt(),
            transfers.path("streamedBytes").asLong()),
        ProofJson.read(json.path("proof")));
  }

  private static Digest digest(JsonNode json, String field) {
    return Digest.parse(json.path(field).asText(""));
  }
}
