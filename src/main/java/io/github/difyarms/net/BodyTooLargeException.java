package io.github.difyarms.net;

import java.io.IOException;

/** A body exceeds what the caller is ready to hold in memory. */
public final class BodyTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  BodyTooLargeException(int limit) {
    super("the answer is longer than " + limit + " bytes");
  }
}
