package io.github.difyarms.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.python.Resolution.Candidates;
import io.github.difyarms.toolchain.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Has uv settle which distributions make up the agent. Those of the tarball are bound to its folder
 * by name, so that a package index never stands in for one.
 */
final class Resolver {
  private final PythonTools tools;
  private final IndexChoice index;

  Resolver(PythonTools tools, IndexChoice index) {
    this.tools = tools;
    this.index = index;
  }

  /**
   * Settles.
   *
   * @param scratch an empty folder
   * @throws DifyArmsException {@link ErrorCode#PACKAGE_INDEX_FAILED}, {@link
   *     ErrorCode#WHEEL_MISSING} for a C library that is older than any platform uv knows
   */
  Resolution resolve(AgentTarball agent, TargetPython target, Constraints constraints, Path scratch)
      throws IOException, InterruptedException {
    Files.writeString(scratch.resolve("pyproject.toml"), project(agent, target, constraints));
    Files.writeString(scratch.resolve("constraints.txt"), constraints.text());
    Path result = scratch.resolve("pylock.toml");
    // uv prefers what its output had before: the image's own, wherever that does.
    Files.writeString(result, preferences(constraints));
    CommandResult ended =
        tools.uv(
            List.of(
                "pip",
                "compile",
                "--quiet",
                "pyproject.toml",
                "--constraints",
                "constraints.txt",
                "--python",
                tools.python().toString(),
                "--python-version",
                target.version(),
                "--python-platform",
                PythonPlatforms.uv(target),
                "--only-binary",
                ":all:",
                "--format",
                "pylock.toml",
                "--output-file",
                result.getFileName().toString()),
            scratch);
    if (ended.successful()) {
      return found(agent, new TomlMapper().readTree(Files.readAllBytes(result)));
    }
    String words = ended.words();
    if (!words.contains("No solution found") || words.contains("was not found in the")) {
      throw new DifyArmsException(
          ErrorCode.PACKAGE_INDEX_FAILED,
          "the agent's dependencies cannot be settled with the package index",
          index.toString(),
          words);
    }
    return new Resolution.Impossible(String.join("\n", ended.tail()));
  }

  private static String preferences(Constraints constraints) throws IOException {
    List<Map<String, String>> packages =
        constraints.family().stream()
            .map(d -> Map.of("name", d.name(), "version", d.version()))
            .toList();
    return new TomlMapper()
        .writeValueAsString(
            Map.of("lock-version", "1.0", "created-by", "dify-arms", "packages", packages));
  }

  private static String project(AgentTarball agent, TargetPython target, Constraints constraints)
      throws IOException {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (Wheel wheel : agent.wheels()) {
      versions
          .computeIfAbsent(wheel.distribution().name(), name -> new TreeSet<>())
          .add(wheel.distribution().version());
    }
    List<String> requirements = new ArrayList<>();
    Map<String, Object> sources = new TreeMap<>();
    versions.forEach(
        (name, all) -> {
          requirements.add(all.size() == 1 ? name + "==" + all.iterator().next() : name);
          sources.put(name, Map.of("index", "tarball"));
        });
    constraints.companions().stream()
        .filter(name -> !versions.containsKey(name))
        .forEach(requirements::add);
    Map<String, Object> folder =
        Map.of(
            "name",
            "tarball",
            "url",
            agent.folder().toUri().toString(),
            "format",
            "flat",
            "explicit",
            true);
    Map<String, Object> project =
        Map.of(
            "name",
            "dify-arms-agent",
            "version",
            "0",
            "requires-python",
            ">=" + target.version(),
            "dependencies",
            requirements);
    return new TomlMapper()
        .writeValueAsString(
            Map.of(
                "project",
                project,
                "tool",
                Map.of("uv", Map.of("index", List.of(folder), "sources", sources))));
  }

  private static Resolution found(AgentTarball agent, JsonNode lock) throws IOException {
    Set<String> ours =
        agent.wheels().stream().map(w -> w.distribution().name()).collect(Collectors.toSet());
    Set<String> bytes = agent.wheels().stream().map(Wheel::sha256).collect(Collectors.toSet());
    List<Candidates> packages = new ArrayList<>();
    for (JsonNode entry : lock.path("packages")) {
      Distribution distribution =
          new Distribution(entry.path("name").asText(), entry.path("version").asText());
      List<String> hashes = new ArrayList<>();
      entry
          .path("wheels")
          .forEach(wheel -> hashes.add(wheel.path("hashes").path("sha256").asText()));
      hashes.removeIf(String::isEmpty);
      boolean ofAgent = ours.contains(distribution.name());
      if (hashes.isEmpty() || (ofAgent && !bytes.containsAll(hashes))) {
        throw new UnexpectedAnswer(
            "uv settled on " + distribution + " without the hashes that are needed: " + hashes);
      }
      packages.add(new Candidates(distribution, List.copyOf(hashes), ofAgent));
    }
    return new Resolution.Found(List.copyOf(packages));
  }
}
