package io.github.difyarms.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.util.ArrayList;
import java.util.List;

/** Proofs as JSON; and back. */
final class ProofJson {
  private ProofJson() {}

  static ObjectNode of(Proof proof) {
    ObjectNode json = Json.object();
    json.set("manifest", of(proof.manifest()));
    json.set("config", of(proof.config()));
    ArrayNode layer = json.putArray("layer");
    for (Proof.LayerItem item : proof.layer()) {
      ObjectNode entry =
          layer
              .addObject()
              .put("path", item.path())
              .put("type", item.type())
              .put("mode", item.mode())
              .put("owner", item.owner());
      if (!item.digest().isEmpty()) {
        entry.put("size", item.size()).put("digest", item.digest());
      }
    }
    ArrayNode texts = json.putArray("texts");
    for (Proof.TextDifference text : proof.texts()) {
      ArrayNode lines = texts.addObject().put("path", text.path()).putArray("diff");
      text.lines().forEach(lines::add);
    }
    return json;
  }

  static ArrayNode of(List<Difference> differences) {
    ArrayNode json = Json.object().putArray("list");
    for (Difference difference : differences) {
      ObjectNode entry =
          json.addObject()
              .put("kind", EnumWords.of(difference.kind()))
              .put("pointer", difference.pointer());
      if (!difference.before().isEmpty()) {
        entry.put("before", difference.before());
      }
      if (!difference.after().isEmpty()) {
        entry.put("after", difference.after());
      }
    }
    return json;
  }

  static Proof read(JsonNode json) {
    List<Proof.LayerItem> layer = new ArrayList<>();
    for (JsonNode item : json.path("layer")) {
      layer.add(
          new Proof.LayerItem(
              item.path("path").asText(""),
              item.path("type").asText(""),
              item.path("mode").asText(""),
              item.path("owner").asText(""),
              item.path("size").asLong(),
              item.path("digest").asText("")));
    }
    List<Proof.TextDifference> texts = new ArrayList<>();
    for (JsonNode text : json.path("texts")) {
      List<String> lines = new ArrayList<>();
      text.path("diff").forEach(line -> lines.add(line.asText()));
      texts.add(new Proof.TextDifference(text.path("path").asText(""), lines));
    }
    return new Proof(
        differences(json.path("manifest")), differences(json.path("config")), layer, texts);
  }

  static List<Difference> differences(JsonNode array) {
    List<Difference> differences = new ArrayList<>();
    for (JsonNode entry : array) {
      differences.add(
          new Difference(
              EnumWords.parse(entry.path("kind").asText(""), Difference.Kind.CHANGED),
              entry.path("pointer").asText(""),
              entry.path("before").asText(""),
              entry.path("after").asText("")));
    }
    return differences;
  }
}
