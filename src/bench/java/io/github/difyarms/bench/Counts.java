package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * What went over the wire.
 *
 * @param connections how many were opened
 * @param up bytes towards the registries
 * @param down bytes from them
 * @param requests requests by kind
 */
record Counts(int connections, long up, long down, Map<String, Integer> requests) {
  /** Returns the requests of all kinds. */
  int total() {
    return requests.values().stream().mapToInt(Integer::intValue).sum();
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("connections", connections).put("bytesUp", up).put("bytesDown", down);
    json.put("requests", total());
    ObjectNode kinds = json.putObject("requestsByKind");
    new TreeMap<>(requests).forEach(kinds::put);
    return json;
  }
}
