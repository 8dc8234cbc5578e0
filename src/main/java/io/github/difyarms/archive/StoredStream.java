package io.github.difyarms.archive;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Compressed bytes as they are stored. Reading them stops when much of them holds nothing: names
 * and comments in gzip headers, and frames that are skipped, have no limit of their own, and the
 * former are kept in memory.
 */
public final class StoredStream extends FilterInputStream {
  /** How much may be read without a byte coming out of it. */
  private static final long LONGEST_WITHOUT_CONTENT = 8 << 20;

  private static final int BUFFER = 1 << 16;

  private boolean failed;
  private long withoutContent;
  private long marked;
  private boolean draining;

  /** Creates a stream that reads another one in large pieces, and closes it. */
  public StoredStream(InputStream in) {
    super(new BufferedInputStream(in, BUFFER));
  }

  /**
   * Returns what is unpacked from here by gzip, all members of it.
   *
   * @throws IOException when it does not begin as gzip does
   */
  public InputStream gunzip() throws IOException {
    return watching(
        GzipCompressorInputStream.builder()
            .setInputStream(this)
            .setDecompressConcatenated(true)
            .get());
  }

  /** Returns what is unpacked from here by somebody; its bytes are progress. */
  public InputStream watching(InputStream unpacked) {
    return new FilterInputStream(unpacked) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        unpacked(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        unpacked(n);
        return n;
      }

      /** In steps: what is skipped is unpacked all the same. */
      @Override
      public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, BUFFER));
        unpacked(skipped);
        return skipped;
      }
    };
  }

  private void unpacked(long count) {
    withoutContent = count > 0 ? 0 : withoutContent;
  }

  /** Returns whether the source itself failed, which says nothing of the bytes. */
  public boolean failed() {
    return failed;
  }

  /** Reads to the end, which may check a digest; what stands there need not hold anything. */
  public void drain() throws IOException {
    draining = true;
    transferTo(OutputStream.nullOutputStream());
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

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    withoutContent += skipped;
    return skipped;
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
}
