package io.github.difyarms.entrypoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Real bash with stub commands that log their argument vectors, one argument per line. */
final class Bash {
  private static final String STUB =
      """
      #!/bin/bash
      { printf '<%s>' "${0##*/}"; printf ' [%s]' "$@"; printf '\\n'; } >> "$STUB_LOG"
      [ "${0##*/}" != launcher ] || exec "$@"
      """;

  /** What happened: the commands run, what was printed, and the exit status. */
  record Run(String commands, String output, int status) {}

  private final Path directory;

  Bash(Path directory) {
    this.directory = directory;
    for (String name : List.of("gunicorn", "celery", "flask", "python", "launcher", "nproc")) {
      write(directory.resolve("bin").resolve(name), STUB, "rwxr-xr-x");
    }
  }

  /** Runs {@code bash -n}; returns what it complains about, empty for nothing. */
  String syntaxErrors(String script) {
    write(directory.resolve("checked.sh"), script, "rw-r--r--");
    Run run = start(Map.of(), "-n", "checked.sh");
    return run.status() == 0 ? run.output() : "status " + run.status() + ": " + run.output();
  }

  Run run(String script, Map<String, String> environment, String... arguments) {
    write(directory.resolve("entrypoint.sh"), script, "rw-r--r--");
    String[] command = new String[arguments.length + 1];
    command[0] = "entrypoint.sh";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return start(environment, command);
  }

  private Run start(Map<String, String> environment, String... arguments) {
    try {
      Path log = directory.resolve("commands.log");
      Files.deleteIfExists(log);
      Path output = directory.resolve("output.log");
      ProcessBuilder builder = new ProcessBuilder("/bin/bash").directory(directory.toFile());
      builder.command().addAll(List.of(arguments));
      builder.environment().clear();
      builder.environment().put("PATH", directory.resolve("bin") + ":/usr/bin:/bin");
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("STUB_LOG", log.toString());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      java.lang.Process bash = builder.start();
      bash.getOutputStream().close();
      if (!bash.waitFor(60, TimeUnit.SECONDS)) {
        bash.destroyForcibly();
        throw new AssertionError("bash did not end: " + Files.readString(output));
      }
      String commands = Files.exists(log) ? Files.readString(log) : "";
      return new Run(commands, Files.readString(output), bash.exitValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void write(Path file, String text, String permissions) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, text.getBytes(UTF_8));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
