package io.github.difyarms.bench;

/** Over what the competitors speak with the registries. */
enum Line {
  LOOPBACK("loopback"),
  LINK(
      "a link of "
          + Link.BITS_PER_SECOND / 1_000_000
          + " Mbit/s in each direction and "
          + Link.ROUND_TRIP_MILLIS
          + " ms round trip");

  private final String title;

  Line(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Returns the base of a row: over the link all of it moves only when it is small. */
  String baseTag(Row row) {
    return this == LINK && row == Row.COLD ? Base.SMALL_TAG : Base.TAG;
  }
}
