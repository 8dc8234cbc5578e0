package io.github.difyarms.toolchain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A child process to be run.
 *
 * @param arguments program and arguments. Everyone on the machine can read them: no secrets
 * @param directory where it runs
 * @param environment its whole environment; nothing is inherited
 * @param lines takes each line it prints, secrets hidden, while it runs
 * @param deadline how long it may run, when there is a limit
 */
public record Command(
    List<String> arguments,
    Path directory,
    Map<String, String> environment,
    Consumer<String> lines,
    Optional<Duration> deadline) {

  /** Copies list and map. */
  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Returns a command without limit of time whose lines nobody hears. */
  public static Command of(
      List<String> arguments, Path directory, Map<String, String> environment) {
    return new Command(arguments, directory, environment, line -> {}, Optional.empty());
  }

  /** Returns the same with a listener. */
  public Command with(Consumer<String> listener) {
    return new Command(arguments, directory, environment, listener, deadline);
  }

  /** Returns the same with a limit of time. */
  public Command within(Duration limit) {
    return new Command(arguments, directory, environment, lines, Optional.of(limit));
  }

  /** Shows the arguments, never the environment. */
  @Override
  public String toString() {
    return String.join(" ", arguments);
  }
}
