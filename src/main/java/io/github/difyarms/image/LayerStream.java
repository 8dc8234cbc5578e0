package io.github.difyarms.image;

import io.github.difyarms.archive.StoredStream;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one layer. Compression is told by the first bytes, not by the media type; limits
 * are checked while reading.
 */
final class LayerStream {
  /** What Linux takes (PATH_MAX): nobody can unpack a longer one. */
  private static final int LONGEST_NAME = 4096;

  private final Descriptor blob;
  private final SearchLimits limits;
  private final LimitedStream unpacked;
  private final TarArchiveInputStream tar;
  private long entries;

  private LayerStream(Descriptor blob, SearchLimits limits, StoredStream stored)
      throws IOException {
    this.blob = blob;
    this.limits = limits;
    this.unpacked = new LimitedStream(unpack(stored), blob, limits);
    this.tar = new TarArchiveInputStream(unpacked, "UTF-8");
  }

  /** Something done with the entries of a layer. */
  @FunctionalInterface
  interface Reading<T> {
    T read(LayerStream layer) throws IOException;
  }

  /**
   * Opens a layer, lets somebody read it, and reads on to its end, which checks its digest.
   *
   * @throws DifyArmsException {@link ErrorCode#LIMIT_EXCEEDED}; {@link ErrorCode#BASE_INCONSISTENT}
   *     when the bytes have their digest and are no layer
   */
  static <T> T read(BlobSource source, Descriptor blob, SearchLimits limits, Reading<T> reading)
      throws IOException {
    try (StoredStream stored = new StoredStream(source.open(blob))) {
      try {
        LayerStream layer = new LayerStream(blob, limits, stored);
        T result = reading.read(layer);
        stored.drain();
        return result;
      } catch (IOException e) {
        if (stored.failed()) {
          throw e;
        }
        // Damaged bytes fail to unpack before their digest is known: let the digest speak first.
        stored.drain();
        throw new DifyArmsException(
            ErrorCode.BASE_INCONSISTENT,
            "a layer of the base cannot be unpacked",
            "layer " + blob.digest(),
            String.valueOf(e.getMessage()),
            e);
      }
    }
  }

  private static InputStream unpack(StoredStream stored) throws IOException {
    stored.mark(4);
    byte[] magic = stored.readNBytes(4);
    stored.reset();
    if (magic.length > 1 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return stored.gunzip();
    }
    return stored.watching(ZstdFrames.begins(magic) ? new ZstdContent(stored) : stored);
  }

  /** Returns the next entry, or null after the last. */
  @Nullable TarArchiveEntry next() throws IOException {
    if (entries > 0) {
      // The rest of the entry before has no header limit. Skipping goes over the holes of a sparse
      // file; the reader's own way to the next entry would read every zero of them.
      while (tar.skip(Long.MAX_VALUE) > 0) {}
    }
    unpacked.headerBegins();
    TarArchiveEntry entry = tar.getNextEntry();
    unpacked.headerEnds();
    if (entry != null) {
      unpacked.check(
          ++entries <= limits.entries(), "it has more than " + limits.entries() + " entries");
      // All directories above it are looked at: what is as deep as it is long takes the square.
      unpacked.check(
          Math.max(entry.getName().length(), entry.getLinkName().length()) <= LONGEST_NAME,
          "an entry's name or link is longer than " + LONGEST_NAME + " characters");
    }
    return entry;
  }

  /** Returns the current entry's bytes. */
  InputStream content() {
    return tar;
  }

  /** Returns what is being read. */
  Descriptor blob() {
    return blob;
  }
}
