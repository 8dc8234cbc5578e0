package io.github.difyarms.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** How programs were compiled, as JSON; and back. */
public final class ProgramJson {
  private ProgramJson() {}

  /** Returns the JSON of one compiled program. */
  public static ObjectNode of(ProgramBuild build) {
    ObjectNode json = Json.object();
    json.putObject("source")
        .put("from", build.source())
        .put("revision", build.revision())
        .put("identity", build.identity());
    json.put("go", build.go());
    ObjectNode tool =
        json.putObject("instgo")
            .put("version", build.instgo().version())
            .put("sha256", build.instgo().sha256())
            .put("origin", build.instgo().origin());
    build.instgo().updatedTo().ifPresent(hash -> tool.put("updatedTo", hash));
    json.put("cached", build.cached());
    json.put("compileMillis", build.duration().toMillis());
    json.set("program", of(build.program()));
    return json;
  }

  private static ObjectNode of(ProgramFacts facts) {
    ObjectNode json = Json.object();
    json.put("machine", facts.machine());
    facts.interpreter().ifPresent(loader -> json.put("interpreter", loader));
    fill(json.putArray("needed"), facts.needed());
    facts.glibc().ifPresent(version -> json.put("glibc", version));
    json.put("goVersion", facts.goVersion());
    json.put("module", facts.module());
    ObjectNode settings = json.putObject("settings");
    facts.settings().forEach(settings::put);
    fill(json.putArray("addedModules"), facts.addedModules());
    fill(json.putArray("addedPackages"), facts.addedPackages());
    return json;
  }

  private static void fill(ArrayNode array, List<String> items) {
    items.forEach(array::add);
  }

  /** Reads one compiled program back; what is missing is empty. */
  public static ProgramBuild read(JsonNode json) {
    JsonNode source = json.path("source");
    JsonNode tool = json.path("instgo");
    return new ProgramBuild(
        source.path("from").asText(""),
        source.path("revision").asText(""),
        source.path("identity").asText(""),
        json.path("go").asText(""),
        new ProgramBuild.Tool(
            tool.path("version").asText(""),
            tool.path("sha256").asText(""),
            tool.path("origin").asText(""),
            text(tool, "updatedTo")),
        json.path("cached").asBoolean(),
        Duration.ofMillis(json.path("compileMillis").asLong()),
        facts(json.path("program")));
  }

  private static ProgramFacts facts(JsonNode json) {
    TreeMap<String, String> settings = new TreeMap<>();
    json.path("settings")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    return new ProgramFacts(
        json.path("machine").asText(""),
        text(json, "interpreter"),
        list(json.path("needed")),
        text(json, "glibc"),
        json.path("goVersion").asText(""),
        json.path("module").asText(""),
        settings,
        list(json.path("addedModules")),
        list(json.path("addedPackages")));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return json.hasNonNull(field) ? Optional.of(json.get(field).asText()) : Optional.empty();
  }

  private static List<String> list(JsonNode array) {
    List<String> items = new ArrayList<>();
    array.forEach(item -> items.add(item.asText()));
    return List.copyOf(items);
  }
}
