package io.github.difyarms.component;

import io.github.difyarms.python.Distribution;
import java.util.List;
import java.util.Optional;

/**
 * An instrumentation of the OpenTelemetry community that an image has and that the agent has its
 * own of.
 *
 * @param distribution which one
 * @param removed the fewest paths that take it away with all that is below them, and nothing else;
 *     empty when it cannot be removed
 * @param stays why it cannot be removed
 */
public record Instrumentor(
    Distribution distribution, List<String> removed, Optional<String> stays) {
  /** Copies the list. */
  public Instrumentor {
    removed = List.copyOf(removed);
  }
}
