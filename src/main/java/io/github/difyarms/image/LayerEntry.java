package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
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
  private static final String XATTR = "SCHILY.xattr.";

  enum Kind {
    DIRECTORY("a directory"),
    FILE("a regular file"),
    SYMLINK("a symbolic link"),
    HARD_LINK("a hard link"),
    OTHER("a device, a pipe or a sparse file");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Returns what it is in words. */
    String text() {
      return text;
    }
  }

  /** Takes an entry as it stands, without its bytes. */
  static LayerEntry of(TarArchiveEntry entry) {
    return new LayerEntry(
        kind(entry), linkTarget(entry), attributes(entry), entry.getSize(), null, null);
  }

  /**
   * Takes an entry with its bytes if it is a regular file.
   *
   * @param content where the bytes are read from
   * @param mostBytes the largest content that is kept
   */
  static LayerEntry of(TarArchiveEntry entry, InputStream content, long mostBytes)
      throws IOException {
    if (kind(entry) != Kind.FILE) {
      return of(entry);
    }
    MessageDigest sha256 = Digest.newMessageDigest("sha256");
    boolean keep = entry.getSize() <= mostBytes;
    byte[] kept = new byte[keep ? (int) entry.getSize() : 0]; // a program may have 100 MB: no copy
    int length = 0;
    byte[] buffer = new byte[1 << 16];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      sha256.update(buffer, 0, n);
      if (keep) {
        System.arraycopy(buffer, 0, kept, length, n);
        length += n;
      }
    }
    return new LayerEntry(
        Kind.FILE,
        "",
        attributes(entry),
        entry.getSize(),
        Digest.of("sha256", sha256.digest()),
        keep ? BlobContent.of(kept) : null);
  }

  /** {@link TarArchiveEntry#isFile()} takes devices for files, hence the flag itself. */
  private static Kind kind(TarArchiveEntry entry) {
    if (entry.isSparse()) {
      return Kind.OTHER;
    }
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_SYMLINK -> Kind.SYMLINK;
      case TarConstants.LF_LINK -> Kind.HARD_LINK;
      case TarConstants.LF_DIR -> Kind.DIRECTORY;
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
          entry.isDirectory() ? Kind.DIRECTORY : Kind.FILE; // before POSIX a final slash said it
      default -> Kind.OTHER;
    };
  }

  private static String linkTarget(TarArchiveEntry entry) {
    return entry.getLinkName() == null ? "" : entry.getLinkName();
  }

  private static EntryAttributes attributes(TarArchiveEntry entry) {
    TreeMap<String, String> xattrs = new TreeMap<>();
    entry
        .getExtraPaxHeaders()
        .forEach(
            (key, value) -> {
              if (key.startsWith(XATTR)) {
                xattrs.put(key.substring(XATTR.length()), value);
              }
            });
    return new EntryAttributes(
        entry.getMode() & 07777,
        entry.getLongUserId(),
        entry.getLongGroupId(),
        entry.getLastModifiedTime().toInstant(),
        xattrs);
  }

  /**
   * Returns this entry if it can be written again as it is.
   *
   * @throws DifyArmsException {@link ErrorCode#FILE_NOT_REGULAR} when an extended attribute (an
   *     ACL, a capability) has bytes that are no text, and so was not read whole
   */
  LayerEntry carriedOver(String path, Descriptor layer) {
    if (attributes.xattrs().values().stream().anyMatch(value -> value.contains("\ufffd"))) {
      throw new DifyArmsException(
          ErrorCode.FILE_NOT_REGULAR,
          "an extended attribute in the base cannot be carried over",
          path + " in layer " + layer.digest(),
          "of " + String.join(", ", attributes.xattrs().keySet()) + " one is not text");
    }
    return this;
  }

  boolean directory() {
    return kind == Kind.DIRECTORY;
  }

  boolean symlink() {
    return kind == Kind.SYMLINK;
  }
}
