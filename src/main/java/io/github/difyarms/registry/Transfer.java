package io.github.difyarms.registry;

/**
 * How a blob came into a repository.
 *
 * @param kind the way
 * @param bytes bytes sent to the registry
 */
public record Transfer(Kind kind, long bytes) {
  /** The ways. */
  public enum Kind {
    /** It was there already. */
    PRESENT,
    /** The registry took it from another of its repositories. */
    MOUNTED,
    /** It was read from a repository and written to the other. */
    STREAMED,
    /** It was sent from this machine. */
    UPLOADED
  }
}
