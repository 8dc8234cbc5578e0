package io.github.difyarms.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine, run with a deadline, its output captured. */
public final class CommandLine {
  private final List<String> command;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Duration deadline = Duration.ofSeconds(60);
  private Optional<Path> directory = Optional.empty();

  private CommandLine(List<String> command) {
    this.command = command;
  }

  /** What a program printed (standard error included) and returned. */
  public record Outcome(int exitCode, String output) {
    /** Returns the output, or fails with it. */
    public String orFail() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + "\n" + output);
      }
      return output;
    }
  }

  /** Returns a command yet to be run. */
  public static CommandLine of(String... command) {
    return new CommandLine(List.of(command));
  }

  /** Returns a command yet to be run. */
  public static CommandLine of(List<String> command) {
    return new CommandLine(List.copyOf(command));
  }

  /**
   * Looks a program up in PATH and in Go's folder of programs.
   *
   * @param why what is not tested without it, printed when it is not there
   */
  public static Optional<String> find(String program, String why) {
    List<String> folders =
        new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator)));
    folders.add(System.getProperty("user.home") + "/go/bin");
    for (String folder : folders) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate.toString());
      }
    }
    System.out.println("SKIPPED: " + program + " is not installed: " + why);
    return Optional.empty();
  }

  /** Sets a variable. */
  public CommandLine with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Sets the working directory. */
  public CommandLine in(Path workingDirectory) {
    directory = Optional.of(workingDirectory);
    return this;
  }

  /** Sets how long it may run. */
  public CommandLine within(Duration time) {
    deadline = time;
    return this;
  }

  /** Runs it; one that is not over in time is killed with its children and the test fails. */
  public Outcome run() {
    try {
      Path output = Files.createTempFile("command", ".out");
      try {
        return run(output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Outcome run(Path output) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().putAll(environment);
    directory.ifPresent(d -> builder.directory(d.toFile()));
    Process process = builder.start();
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(command + " ran too long\n" + Files.readString(output));
      }
      return new Outcome(process.exitValue(), Files.readString(output));
    } finally {
      try (Stream<ProcessHandle> children = process.descendants()) {
        children.forEach(ProcessHandle::destroyForcibly);
      }
      process.destroyForcibly();
    }
  }
}
