package io.github.difyarms.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;

/**
 * What appears and goes as a whole.
 *
 * @param path the file or folder
 * @param kind what is in it
 * @param size its bytes
 * @param lastUse when it was last used
 */
record Entry(Path path, Kind kind, long size, Instant lastUse) {
  /** What is kept, by how readily it goes. */
  enum Kind {
    /** Costs a download, a search or a compile. */
    CONTENT,
    /** Tiny, and decides what is up to date. */
    RECORD
  }

  /** Which goes first. */
  static final Comparator<Entry> GOING =
      Comparator.comparing(Entry::kind).thenComparing(Entry::lastUse).thenComparing(Entry::path);
}
