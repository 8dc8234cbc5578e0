package io.github.difyarms.entrypoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A rewritten start script and what was found in it.
 *
 * @param text the script to install
 * @param original the script without any block of ours: upstream's, or what the user handed in
 * @param changed whether {@code text} differs from the script that was handed in
 * @param known the upstream script that {@code original} is, when the table has it
 * @param launches the launches that are instrumented, in the order of the processes
 * @param modes the values of {@code MODE} that the script has branches for, sorted
 */
public record Rewrite(
    String text,
    String original,
    boolean changed,
    Optional<KnownScript> known,
    List<Launch> launches,
    Set<String> modes) {
  /** Copies the list. */
  public Rewrite {
    launches = List.copyOf(launches);
  }

  /** Says in one line what was recognised and what was found. */
  public String summary() {
    String script =
        known
            .map(KnownScript::describe)
            .orElse("start script unknown, recognised by its launch command");
    String found =
        launches.isEmpty()
            ? "nothing instrumented"
            : launches.stream().map(Launch::describe).collect(Collectors.joining("; "));
    return script + "; " + found + (changed ? "" : "; unchanged");
  }
}
