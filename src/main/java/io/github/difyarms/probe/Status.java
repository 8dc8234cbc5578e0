package io.github.difyarms.probe;

import java.util.Locale;

/** How a check ends. */
public enum Status {
  /** A build will do well here. */
  OK,
  /** A build works, but slower, later or with less than it could. */
  WARNING,
  /** A build will stop here. */
  PROBLEM,
  /** Not looked at; the summary says why. */
  SKIPPED;

  /** Returns the word people and JSON read. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
