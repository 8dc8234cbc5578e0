package io.github.difyarms.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads status line and headers to the empty line behind them. HttpCore takes the end of the
 * connection for that line, and so half an address or half a digest for the whole (RFC 9112, 8:
 * such an answer is incomplete), and for any number of interim answers as long as they come.
 */
final class WholeHeadParser extends DefaultHttpResponseParser {
  private final Duration longest;
  private long started;

  /**
   * Creates the parser of one connection.
   *
   * @param limits longest line, most headers
   * @param longest time from the end of a request to that of the answer's headers, interim answers
   *     (1xx) included; zero for any time
   */
  WholeHeadParser(Http1Config limits, Duration longest) {
    super(limits);
    this.longest = longest;
  }

  /** What is read from now on answers another request. */
  void requestSent() {
    started = System.nanoTime();
  }

  @Override
  public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    checkTime(); // of interim answers, each of which may come fast
    return super.parse(buffer, new Endless(in));
  }

  private void checkTime() throws SocketTimeoutException {
    if (!longest.isZero() && System.nanoTime() - started > longest.toNanos()) {
      throw new SocketTimeoutException(
          "the head of the answer did not end in " + longest.toMillis() + " ms");
    }
  }

  /** A stream whose end is a failure. */
  private final class Endless extends FilterInputStream {
    Endless(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      checkTime();
      return more(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      checkTime();
      return more(super.read(bytes, offset, length));
    }

    private static int more(int read) throws IOException {
      if (read < 0) {
        throw new NoHttpResponseException("the connection ended before an answer was complete");
      }
      return read;
    }
  }
}
