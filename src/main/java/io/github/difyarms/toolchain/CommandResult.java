package io.github.difyarms.toolchain;

import java.time.Duration;
import java.util.List;

/**
 * How a child process ended.
 *
 * @param exitCode what it returned; that of a killed process when the deadline passed
 * @param tail its last {@value Commands#TAIL} lines, secrets hidden
 * @param expired whether it was killed because its deadline passed
 * @param time how long it ran
 */
public record CommandResult(int exitCode, List<String> tail, boolean expired, Duration time) {

  /** Copies the list. */
  public CommandResult {
    tail = List.copyOf(tail);
  }

  /** Returns whether it ended by itself with 0. */
  public boolean successful() {
    return exitCode == 0 && !expired;
  }

  /** Returns the end of its output, or how it ended when it printed nothing. */
  public String words() {
    String how = expired ? "killed after " + time.toSeconds() + " s" : "exit code " + exitCode;
    return tail.isEmpty() ? how : String.join("\n", tail) + "\n(" + how + ")";
  }
}
