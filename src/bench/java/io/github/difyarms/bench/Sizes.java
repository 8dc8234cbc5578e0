package io.github.difyarms.bench;

/**
 * How large everything is.
 *
 * @param packages generated Go packages in the program
 * @param functions functions in each of them
 * @param base compressed bytes of the base per platform
 * @param smallBase the same of the one that moves over the link
 */
record Sizes(int packages, int functions, long base, long smallBase) {
  private static final long MEGABYTE = 1_000_000;

  /** What the page tells of. */
  static final Sizes WHOLE = new Sizes(13, 1000, 1280 * MEGABYTE, 100 * MEGABYTE);

  /** Enough to see that the instrument works. */
  static final Sizes QUICK = new Sizes(1, 300, 40 * MEGABYTE, 12 * MEGABYTE);

  /** Returns a name for the folder of what is kept: it changes with what decides the bytes. */
  String folderName() {
    return packages + "x" + functions + "-" + base / MEGABYTE + "-" + smallBase / MEGABYTE;
  }
}
