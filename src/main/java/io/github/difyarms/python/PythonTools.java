package io.github.difyarms.python;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.cache.PathLock;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.toolchain.Command;
import io.github.difyarms.toolchain.CommandResult;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * uv and pip in an environment of their own, {@code tools/python/ID}: one release of each, pinned
 * by hash. The ID is made of those pins and of the Python beside which they run.
 */
final class PythonTools {
  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final String PINS = "uv-requirements.txt";

  /** Written last: without it the environment is not whole. */
  private static final String READY = "ready.json";

  private final Path folder;
  private final Commands commands;
  private final ChildVariables environment;
  private final IndexChoice index;
  private final Redaction redaction;
  private final Optional<String> program;
  private final boolean offline;
  private Optional<Path> home = Optional.empty();

  PythonTools(Path cacheDirectory, Commands commands, PythonSettings settings, IndexChoice index) {
    this.folder = cacheDirectory.resolve("tools").resolve("python");
    this.commands = commands;
    this.environment = new ChildVariables(settings.environment(), settings.proxies());
    this.index = index;
    this.redaction = new Redaction(index.secrets());
    this.program = settings.python();
    this.offline = settings.offline();
  }

  /** Returns the version of uv, which decides what is settled. */
  static String uvVersion() {
    Matcher version = Pattern.compile("(?m)^uv==(\\S+)").matcher(pins());
    if (!version.find()) {
      throw new IllegalStateException(PINS + " has no uv");
    }
    return version.group(1);
  }

  private static String pins() {
    try (InputStream in = PythonTools.class.getResourceAsStream(PINS)) {
      if (in == null) {
        throw new IllegalStateException(PINS + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs uv.
   *
   * @return how it ended, without secrets
   */
  CommandResult uv(List<String> arguments, Path scratch) throws IOException, InterruptedException {
    Path tools = home();
    return run(join(List.of(uv(tools).toString()), arguments), scratch);
  }

  /** Returns the Python of the environment, which uv wants to know. */
  Path python() throws IOException, InterruptedException {
    return python(home());
  }

  /**
   * Runs pip.
   *
   * @return how it ended, without secrets
   */
  CommandResult pip(List<String> arguments, Path scratch) throws IOException, InterruptedException {
    return run(pipCommand(home(), arguments), scratch);
  }

  private static List<String> pipCommand(Path tools, List<String> arguments) {
    // As a module: the script's first line names the folder in which it was installed.
    return join(List.of(python(tools).toString(), "-I", "-m", "pip"), arguments);
  }

  private static List<String> join(List<String> first, List<String> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }

  private CommandResult run(List<String> command, Path scratch)
      throws IOException, InterruptedException {
    return run(command, scratch, environment.with(index, scratch));
  }

  private CommandResult run(List<String> command, Path scratch, Map<String, String> variables)
      throws IOException, InterruptedException {
    CommandResult result = commands.run(Command.of(command, scratch, variables).within(DEADLINE));
    return new CommandResult(
        result.exitCode(),
        result.tail().stream().map(redaction::apply).toList(),
        result.expired(),
        result.time());
  }

  private synchronized Path home() throws IOException, InterruptedException {
    if (home.isEmpty()) {
      home = Optional.of(provide());
    }
    return home.get();
  }

  private Path provide() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path scratch = Files.createTempDirectory(folder, ".incoming");
    try {
      HostPython python = HostPython.find(program, commands, environment, scratch);
      String id =
          ToolFiles.sha256((pins() + "\n" + python.identity()).getBytes(StandardCharsets.UTF_8));
      Path entry = folder.resolve(id);
      return PathLock.holding(
          entry,
          () -> {
            if (!whole(entry)) {
              make(python, scratch.resolve("environment"), entry);
            }
            LastUse.note(entry);
            return entry;
          });
    } finally {
      Deletion.of(scratch);
    }
  }

  private static boolean whole(Path entry) {
    return Files.isRegularFile(entry.resolve(READY))
        && Files.isExecutable(python(entry))
        && Files.isExecutable(uv(entry));
  }

  private static Path python(Path tools) {
    return tools.resolve("bin").resolve("python");
  }

  private static Path uv(Path tools) {
    return tools.resolve("bin").resolve("uv");
  }

  private void make(HostPython python, Path incoming, Path entry) throws IOException {
    if (offline) {
      throw new DifyArmsException(
          ErrorCode.OFFLINE,
          "uv and pip are not in the cache yet",
          index.toString(),
          "Maven runs offline (-o), or the parameter offline is set; one build with the network"
              + " puts them there");
    }
    Path scratch = incoming.resolveSibling("scratch");
    Files.createDirectories(scratch);
    Path requirements = Files.writeString(scratch.resolve(PINS), pins());
    try {
      CommandResult made =
          run(
              List.of(python.program(), "-I", "-m", "venv", incoming.toString()),
              scratch,
              environment.quiet(scratch));
      if (!made.successful()) {
        throw new DifyArmsException(
            // Debian's Python says that it lacks a package; otherwise it is about the cache.
            made.words().contains("-venv")
                ? ErrorCode.PYTHON_MISSING
                : ErrorCode.PYTHON_TOOLS_FAILED,
            "the environment for uv and pip cannot be made in the cache",
            python.program(),
            made.words());
      }
      CommandResult installed =
          run(
              pipCommand(
                  incoming,
                  List.of(
                      "install",
                      "--require-hashes",
                      "--only-binary",
                      ":all:",
                      "--no-deps",
                      "--no-compile",
                      "-r",
                      requirements.toString())),
              scratch);
      if (!installed.successful()) {
        throw new DifyArmsException(
            ErrorCode.PYTHON_TOOLS_FAILED,
            "uv and pip cannot be put into an environment of their own",
            index.toString(),
            installed.words());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the build was interrupted", e);
    }
    ToolFiles.write(incoming.resolve(READY), Json.object().put("python", python.identity()));
    Deletion.of(entry);
    Files.move(incoming, entry, StandardCopyOption.ATOMIC_MOVE);
  }
}
