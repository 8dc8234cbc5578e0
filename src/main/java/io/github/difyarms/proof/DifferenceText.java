package io.github.difyarms.proof;

import io.github.difyarms.model.Difference;

/** A difference as one line for people. */
public final class DifferenceText {
  private DifferenceText() {}

  /**
   * Returns the line: {@code + pointer value}, {@code - pointer value}, {@code ~ pointer a → b}.
   */
  public static String of(Difference difference) {
    return switch (difference.kind()) {
      case ADDED -> "+ " + difference.pointer() + " " + difference.after();
      case REMOVED -> "- " + difference.pointer() + " " + difference.before();
      case CHANGED ->
          "~ " + difference.pointer() + " " + difference.before() + " → " + difference.after();
    };
  }
}
