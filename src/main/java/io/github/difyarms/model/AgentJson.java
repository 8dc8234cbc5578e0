package io.github.difyarms.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import java.util.ArrayList;
import java.util.List;

/** Agents in images and what was removed for them, as JSON; and back. */
final class AgentJson {
  private static final String AGENTS = "agents";
  private static final String REMOVED = "removed";

  private AgentJson() {}

  /** Adds what there is; an image without has no such fields. */
  static void add(ObjectNode json, PlatformResult result) {
    if (!result.agents().isEmpty()) {
      ArrayNode agents = json.putArray(AGENTS);
      result.agents().forEach(agent -> agents.add(of(agent)));
    }
    if (!result.removed().isEmpty()) {
      ArrayNode removed = json.putArray(REMOVED);
      result.removed().forEach(it -> removed.addObject().put("path", it.path()).put("of", it.of()));
    }
  }

  private static ObjectNode of(PackedAgent agent) {
    ObjectNode json =
        Json.object()
            .put("directory", agent.directory())
            .put("name", agent.name())
            .put("version", agent.version())
            .put("from", agent.address())
            .put("sha256", agent.sha256())
            .put("python", agent.python())
            .put("index", agent.index())
            .put("files", agent.files())
            .put("size", agent.size());
    json.set("wheels", wheels(agent.wheels()));
    return json;
  }

  /** Returns wheels as JSON. */
  static ArrayNode wheels(List<PackedWheel> wheels) {
    ArrayNode json = Json.object().putArray("list");
    for (PackedWheel wheel : wheels) {
      json.addObject()
          .put("name", wheel.name())
          .put("version", wheel.version())
          .put("file", wheel.filename())
          .put("digest", wheel.digest().toString())
          .put("size", wheel.size())
          .put("from", wheel.ofAgent() ? "agent" : "index");
    }
    return json;
  }

  static List<PackedAgent> agents(JsonNode json) {
    List<PackedAgent> agents = new ArrayList<>();
    for (JsonNode agent : json.path(AGENTS)) {
      List<PackedWheel> wheels = new ArrayList<>();
      for (JsonNode wheel : agent.path("wheels")) {
        wheels.add(
            new PackedWheel(
                wheel.path("name").asText(""),
                wheel.path("version").asText(""),
                wheel.path("file").asText(""),
                Digest.parse(wheel.path("digest").asText("")),
                wheel.path("size").asLong(),
                wheel.path("from").asText("").equals("agent")));
      }
      agents.add(
          new PackedAgent(
              agent.path("directory").asText(""),
              agent.path("name").asText(""),
              agent.path("version").asText(""),
              agent.path("from").asText(""),
              agent.path("sha256").asText(""),
              agent.path("python").asText(""),
              agent.path("index").asText(""),
              agent.path("files").asInt(),
              agent.path("size").asLong(),
              wheels));
    }
    return agents;
  }

  static List<RemovedPath> removed(JsonNode json) {
    List<RemovedPath> removed = new ArrayList<>();
    for (JsonNode it : json.path(REMOVED)) {
      removed.add(new RemovedPath(it.path("path").asText(""), it.path("of").asText("")));
    }
    return removed;
  }
}
