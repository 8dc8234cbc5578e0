package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The new files of the race, by version and architecture: what this plugin compiled once. */
final class Programs {
  private final Map<String, Map<String, Program>> byVersion;

  private Programs(Map<String, Map<String, Program>> byVersion) {
    this.byVersion = byVersion;
  }

  /** Finds them in a cache of this plugin. */
  static Programs in(Path cache) throws IOException {
    Map<String, Map<String, Program>> all = new TreeMap<>();
    try (Stream<Path> entries = Files.list(cache.resolve("programs"))) {
      for (Path entry : entries.toList()) {
        Path record = entry.resolve("program.json");
        if (!Files.exists(record)) {
          continue;
        }
        ObjectNode json = Json.readObject(Files.readAllBytes(record), "program.json");
        all.computeIfAbsent(
                json.path("build").path("source").path("revision").asText(), it -> new TreeMap<>())
            .put(
                json.path("build").path("program").path("machine").asText(),
                Program.of(entry.resolve("program")));
      }
    }
    return new Programs(all);
  }

  /** Returns whether all of them are there. */
  boolean complete() {
    return List.of("v1", "v2").stream()
        .allMatch(
            version ->
                byVersion.getOrDefault(version, Map.of()).keySet().containsAll(Base.ARCHITECTURES));
  }

  Map<String, Program> of(String version) {
    return byVersion.getOrDefault(version, Map.of());
  }
}
