package io.github.difyarms.image;

/**
 * How a blob came to its place.
 *
 * @param kind the way
 * @param bytes bytes that were sent for it
 */
public record Transfer(Kind kind, long bytes) {
  /** The ways a blob can come to its place. */
  public enum Kind {
    /** The registry linked it from another repository of its own. */
    MOUNTED,
    /** It was read here and written there. */
    STREAMED,
    /** It was made here and written there. */
    PUSHED,
    /** It was there already. */
    PRESENT
  }

  /** Returns whether nobody but the registry saw the blob come there. */
  public boolean said() {
    return kind == Kind.MOUNTED || kind == Kind.PRESENT;
  }
}
