package io.github.difyarms.probe;

import java.util.Locale;

/** What a check is about. */
public enum Group {
  /** Java, Maven, room on the disk. */
  MACHINE,
  /** The plugin's cache. */
  CACHE,
  /** Go, instgo, C compilers, the licence key. */
  TOOLS,
  /** The sources of the Go components. */
  SOURCES,
  /** The registry of the upstream images. */
  BASE,
  /** The registry the results are pushed to. */
  TARGET;

  /** Returns the word people and JSON read. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
