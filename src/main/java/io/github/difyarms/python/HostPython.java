package io.github.difyarms.python;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.toolchain.Command;
import io.github.difyarms.toolchain.CommandResult;
import io.github.difyarms.toolchain.Commands;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Python of this machine that can make environments.
 *
 * @param program the program
 * @param identity all that an environment depends on: version, place and machine
 */
record HostPython(String program, String identity) {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int OLDEST_MINOR = 9;

  private static final String QUESTION =
      """
      import importlib.util, json, os, platform, sys
      print(json.dumps({
          "implementation": sys.implementation.name,
          "version": list(sys.version_info[:3]),
          "missing": [m for m in ("venv", "ensurepip") if importlib.util.find_spec(m) is None],
          "identity": " ".join([
              platform.python_version(), platform.system(), platform.machine(),
              os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)])}))
      """;

  /**
   * Finds one.
   *
   * @param named the only one to try, if one is named
   * @throws DifyArmsException {@link ErrorCode#PYTHON_MISSING} with what is wrong with each
   */
  static HostPython find(
      Optional<String> named, Commands commands, ChildVariables environment, Path scratch)
      throws IOException, InterruptedException {
    String path = environment.quiet(scratch).getOrDefault("PATH", "");
    List<String> failures = new ArrayList<>();
    for (String name : named.map(List::of).orElse(List.of("python3", "python"))) {
      Optional<Path> program = locate(name, path);
      if (program.isEmpty()) {
        failures.add(name + ": not found");
        continue;
      }
      CommandResult result;
      try {
        result =
            commands.run(
                Command.of(
                        List.of(program.get().toString(), "-I", "-c", QUESTION),
                        scratch,
                        environment.quiet(scratch))
                    .within(DEADLINE));
      } catch (IOException e) {
        failures.add(program.get() + ": " + e.getMessage()); // it cannot be started
        continue;
      }
      Optional<String> unfit = unfit(result);
      if (unfit.isEmpty()) {
        return new HostPython(
            program.get().toString(), answer(result).orElseThrow().path("identity").asText());
      }
      failures.add(program.get() + ": " + unfit.get());
    }
    throw new DifyArmsException(
        ErrorCode.PYTHON_MISSING,
        "this machine has no Python that the agent's wheels can be settled with",
        named.orElse("PATH"),
        String.join("\n", failures));
  }

  String version() {
    return identity.substring(0, Math.max(0, identity.indexOf(' ')));
  }

  private static Optional<Path> locate(String name, String path) {
    return name.contains("/")
        ? Optional.of(Path.of(name)).filter(HostPython::program)
        : Arrays.stream(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, name))
            .filter(HostPython::program)
            .findFirst();
  }

  private static boolean program(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Optional<String> unfit(CommandResult result) {
    Optional<JsonNode> answer = answer(result);
    if (answer.isEmpty()) {
      return Optional.of(result.words());
    }
    JsonNode version = answer.get().path("version");
    int major = version.path(0).asInt();
    int minor = version.path(1).asInt();
    if (major != 3 || minor < OLDEST_MINOR) {
      return Optional.of("it is Python " + major + "." + minor + ", 3.9 or later is needed");
    }
    // uv answers what the target's implementation is with that of the Python it runs beside.
    String implementation = answer.get().path("implementation").asText();
    if (!implementation.equals("cpython")) {
      return Optional.of("it is " + implementation + ", CPython is needed");
    }
    List<String> missing = new ArrayList<>();
    answer.get().path("missing").forEach(module -> missing.add(module.asText()));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("it lacks the module " + String.join(" and ", missing));
  }

  private static Optional<JsonNode> answer(CommandResult result) {
    if (!result.successful() || result.tail().isEmpty()) {
      return Optional.empty();
    }
    try {
      String last = result.tail().get(result.tail().size() - 1);
      return Optional.of(Json.readTolerant(last.getBytes(StandardCharsets.UTF_8)))
          .filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
