package io.github.difyarms.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;

/** A wheel in the cache's records. */
final class WheelJson {
  private WheelJson() {}

  static ObjectNode write(Wheel wheel) {
    ObjectNode json = Json.object();
    json.put("name", wheel.distribution().name());
    json.put("version", wheel.distribution().version());
    json.put("filename", wheel.filename());
    json.put("sha256", wheel.sha256());
    json.put("size", wheel.size());
    json.put("ofAgent", wheel.ofAgent());
    return json;
  }

  static Wheel read(JsonNode json) {
    return new Wheel(
        new Distribution(json.path("name").asText(), json.path("version").asText()),
        json.path("filename").asText(),
        json.path("sha256").asText(),
        json.path("size").asLong(),
        json.path("ofAgent").asBoolean());
  }
}
