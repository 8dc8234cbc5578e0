package io.github.difyarms.model;

/**
 * One place where a document of the result differs from the base's.
 *
 * @param kind added, removed or changed
 * @param pointer where: a JSON pointer (RFC 6901)
 * @param before the base's value as JSON; empty when it was added
 * @param after the result's value as JSON; empty when it was removed
 */
public record Difference(Kind kind, String pointer, String before, String after) {
  /** What happened to the place. */
  public enum Kind {
    /** The base has nothing there. */
    ADDED,
    /** The result has nothing there. */
    REMOVED,
    /** Both have something, and it is not the same. */
    CHANGED
  }
}
