package io.github.difyarms.image;

import org.jspecify.annotations.Nullable;

/**
 * A tar entry on the way to a wanted file.
 *
 * @param kind what the entry is
 * @param linkTarget where a link points to, as written; empty for others
 * @param attributes owner, mode, time, extended attributes
 * @param size size in bytes of a regular file
 * @param digest SHA-256 of a regular file's bytes, when they were read
 * @param content the bytes, when they were asked for and not too large
 */
record LayerEntry(
    Kind kind,
    String linkTarget,
    EntryAttributes attributes,
    long size,
    @Nullable Digest digest,
    @Nullable BlobContent content) {
  enum Kind {
    DIRECTORY,
    FILE,
    SYMLINK,
    HARD_LINK,
    OTHER
  }

  boolean directory() {
    return kind == Kind.DIRECTORY;
  }

  boolean symlink() {
    return kind == Kind.SYMLINK;
  }
}
