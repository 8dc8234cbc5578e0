package io.github.difyarms.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads status line and headers to the empty line behind them. HttpCore takes the end of the
 * connection for that line, and so half an address or half a digest for the whole (RFC 9112, 8:
 * such an answer is incomplete).
 */
final class WholeHeadParser extends DefaultHttpResponseParser {
  @Override
  public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    return super.parse(buffer, new Endless(in));
  }

  /** A stream whose end is a failure. */
  private static final class Endless extends FilterInputStream {
    Endless(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return more(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
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
