package io.github.difyarms.python;

import java.io.IOException;

/** uv or pip ended well and left something else than was asked for. */
final class UnexpectedAnswer extends IOException {
  private static final long serialVersionUID = 1;

  UnexpectedAnswer(String message) {
    super(message);
  }
}
