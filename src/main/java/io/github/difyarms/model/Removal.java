package io.github.difyarms.model;

import io.github.difyarms.image.EntryAttributes;
import java.util.SortedMap;

/**
 * Something of the base that the result does not have any more.
 *
 * @param path the file, or the directory with all that is in it: {@code /a/b}
 * @param parents the directories above it, as the base has them
 * @param of what it belonged to: {@code opentelemetry-instrumentation-flask 0.62b1}
 */
public record Removal(String path, SortedMap<String, EntryAttributes> parents, String of) {
  private static final String WHITEOUT = ".wh.";

  /** Returns the entry that says so in a layer: {@code /a/.wh.b}. */
  public String whiteout() {
    int slash = path.lastIndexOf('/');
    return path.substring(0, slash + 1) + WHITEOUT + path.substring(slash + 1);
  }
}
