package io.github.difyarms.demo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Go to compile the demonstration's own programs with.
 *
 * @param program the command {@code go}
 * @param environment all variables it gets; it needs {@code HOME} or {@code GOCACHE}, and {@code
 *     PATH} for a C compiler
 */
public record GoCommand(Path program, Map<String, String> environment) {
  /** Copies the variables. */
  public GoCommand {
    environment = Map.copyOf(environment);
  }

  /**
   * Compiles.
   *
   * @param directory where to start it
   * @param variables further variables, stronger than the others
   * @param arguments what follows {@code go build}
   * @throws DifyArmsException {@link ErrorCode#COMPILE_FAILED} with the compiler's output
   */
  public void build(Path directory, Map<String, String> variables, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "build"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    try {
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new DifyArmsException(
            ErrorCode.COMPILE_FAILED,
            "compiling the stand-in for instgo failed",
            "go build in " + directory,
            "status " + status + "\n" + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
