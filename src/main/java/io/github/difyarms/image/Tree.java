package io.github.difyarms.image;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Part of an image's file system as a container would see it.
 *
 * @param entries by path: {@code /a/b}
 */
public record Tree(SortedMap<String, Entry> entries) {
  /** Copies the map. */
  public Tree {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /** What lies at a path. */
  public enum Kind {
    /** A directory. */
    DIRECTORY,
    /** A regular file. */
    FILE,
    /** A symbolic link. */
    SYMLINK,
    /** Anything else. */
    OTHER
  }

  /**
   * An entry.
   *
   * @param kind what it is; a hard link is what it links to
   * @param attributes owner, mode, time, extended attributes
   * @param size bytes of a regular file
   * @param linkTarget where a symbolic link leads, as written
   * @param content a regular file's first bytes, as many as were asked for
   */
  public record Entry(
      Kind kind,
      EntryAttributes attributes,
      long size,
      Optional<String> linkTarget,
      Optional<BlobContent> content) {}

  /** Returns what lies at a path, without following links. */
  public Optional<Entry> at(String path) {
    return Optional.ofNullable(entries.get(path));
  }
}
