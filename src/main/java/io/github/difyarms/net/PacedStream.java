package io.github.difyarms.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A body that has to come at a least pace: a server that sends one byte in a while never falls
 * silent, and would hold a build for days. Only the time spent waiting for bytes counts, not that
 * of whoever reads slowly.
 */
final class PacedStream extends FilterInputStream {
  /** Slower than any link that images are pulled over. */
  private static final int LEAST_BYTES_PER_SECOND = 1_000;

  private final Duration window;
  private final long least;
  private long waited;
  private long came;

  /**
   * Watches a body.
   *
   * @param window the time after which its pace is judged, again and again; zero for never
   */
  PacedStream(InputStream in, Duration window) {
    super(in);
    this.window = window;
    this.least = window.toMillis() * LEAST_BYTES_PER_SECOND / 1_000;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long start = System.nanoTime();
    int count = super.read(buffer, offset, length);
    waited += System.nanoTime() - start;
    came += Math.max(count, 0);
    if (count >= 0 && waited > window.toNanos() && least > 0) {
      if (came < least) {
        throw new SocketTimeoutException(
            "only " + came + " bytes came in " + waited / 1_000_000 + " ms");
      }
      waited = 0;
      came = 0;
    }
    return count;
  }
}
