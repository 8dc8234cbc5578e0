package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
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

  private LayerStream(Descriptor blob, SearchLimits limits, Stored stored) throws IOException {
    this.blob = blob;
    this.limits = limits;
    this.unpacked = new LimitedStream(stored.watching(unpack(stored)), blob, limits);
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
    try (Stored stored = new Stored(source.open(blob))) {
      try {
        LayerStream layer = new LayerStream(blob, limits, stored);
        T result = reading.read(layer);
        stored.drain();
        return result;
      } catch (IOException e) {
        if (stored.failed) {
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

  private static InputStream unpack(InputStream stored) throws IOException {
    stored.mark(4);
    byte[] magic = stored.readNBytes(4);
    stored.reset();
    if (magic.length > 1 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return GzipCompressorInputStream.builder()
          .setInputStream(stored)
          .setDecompressConcatenated(true)
          .get();
    }
    return ZstdFrames.begins(magic) ? new ZstdContent(stored) : stored;
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

  /** The blob as it is stored. */
  private static final class Stored extends FilterInputStream {
    /**
     * How much may be read without a byte coming out of it. Names in gzip headers and frames that
     * are skipped have no limit of their own, and the former are kept in memory.
     */
    private static final long LONGEST_WITHOUT_CONTENT = 8 << 20;

    /** Whether the source itself failed, which says nothing of the bytes. */
    private boolean failed;

    private long withoutContent;
    private long marked;
    private boolean draining;

    Stored(InputStream in) {
      super(new BufferedInputStream(in, 1 << 16));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = stored(buffer, offset, length);
      withoutContent += n;
      if (!draining && withoutContent > LONGEST_WITHOUT_CONTENT) {
        throw new IOException(withoutContent + " of its compressed bytes hold nothing");
      }
      return n;
    }

    @Override
    public synchronized void mark(int most) {
      super.mark(most);
      marked = withoutContent;
    }

    /** What is read again counts once. */
    @Override
    public synchronized void reset() throws IOException {
      super.reset();
      withoutContent = marked;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      withoutContent += skipped;
      return skipped;
    }

    private int stored(byte[] buffer, int offset, int length) throws IOException {
      boolean whole = false;
      try {
        int n = super.read(buffer, offset, length);
        whole = true;
        return n;
      } finally {
        failed |= !whole;
      }
    }

    /** Returns what is unpacked from here, whose bytes are progress. */
    InputStream watching(InputStream unpacked) {
      return new FilterInputStream(unpacked) {
        @Override
        public int read() throws IOException {
          withoutContent = 0;
          return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          int n = super.read(buffer, offset, length);
          withoutContent = n > 0 ? 0 : withoutContent;
          return n;
        }
      };
    }

    /** What stands after the end of the tar matters to the digest only. */
    void drain() throws IOException {
      draining = true;
      transferTo(OutputStream.nullOutputStream());
    }
  }
}
