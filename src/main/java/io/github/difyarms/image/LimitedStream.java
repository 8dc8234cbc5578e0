package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts what a layer unpacks to while it is read, so that a bomb is noticed inside a single entry
 * and not after it.
 */
final class LimitedStream extends FilterInputStream {
  /** Small layers may well be better than any ratio: a tar of zeros, for one. */
  private static final int RATIO_APPLIES_FROM = 16 << 20;

  /** Names, links and extended attributes of one entry are held in memory; Linux allows less. */
  private static final int MOST_HEADER_BYTES = 4 << 20;

  private final Descriptor blob;
  private final SearchLimits limits;
  private long count;
  private long headerEnd = Long.MAX_VALUE;

  LimitedStream(InputStream in, Descriptor blob, SearchLimits limits) {
    super(in);
    this.blob = blob;
    this.limits = limits;
  }

  /** What follows is the header of an entry. */
  void headerBegins() {
    headerEnd = count + MOST_HEADER_BYTES;
  }

  /** What follows is content. */
  void headerEnds() {
    headerEnd = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    counted(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    counted(Math.max(n, 0));
    return n;
  }

  /** Skips by reading, because a skipped bomb is a bomb all the same. */
  @Override
  public long skip(long n) throws IOException {
    byte[] nowhere = new byte[(int) Math.min(Math.max(n, 0), 1 << 16)];
    long left = n;
    while (left > 0) {
      int read = read(nowhere, 0, (int) Math.min(left, nowhere.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return n - left;
  }

  private void counted(int n) {
    count += n;
    check(count <= limits.bytes(), "it unpacks to more than " + limits.bytes() + " bytes");
    check(
        count < RATIO_APPLIES_FROM || count / limits.ratio() <= blob.size(),
        "it unpacks to more than " + limits.ratio() + " times its size");
    check(count <= headerEnd, "an entry's header is larger than " + MOST_HEADER_BYTES + " bytes");
  }

  /** Throws {@link ErrorCode#LIMIT_EXCEEDED} when a limit is not kept. */
  void check(boolean within, String why) {
    if (!within) {
      throw new DifyArmsException(
          ErrorCode.LIMIT_EXCEEDED, "a layer exceeds a limit", blob.digest().toString(), why);
    }
  }
}
