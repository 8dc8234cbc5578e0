package io.github.difyarms.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A pooled connection that never logs. HttpClient's own writes every header, Authorization too, to
 * the debug log, which {@code mvn -X} shows.
 */
final class QuietConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {
  /**
   * Looks for an answer while a body is being sent, so that a refusal (413, 401) is read instead of
   * running into a closed connection. Under TLS each look may take a millisecond: one per MiB.
   */
  private static final class EarlyAnswers implements ResponseOutOfOrderStrategy {
    private final ResponseOutOfOrderStrategy look =
        new MonitoringResponseOutOfOrderStrategy(1 << 20, Long.MAX_VALUE);
    private boolean met;

    @Override
    public boolean isEarlyResponseDetected(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        InputStream in,
        long sent,
        long next)
        throws IOException {
      met |= look.isEarlyResponseDetected(request, connection, in, sent, next);
      return met;
    }
  }

  /** Real answers have lines of at most a few KiB (tokens, signed addresses) and dozens of them. */
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxLineLength(64 << 10).setMaxHeaderCount(1_000).build();

  /**
   * A read waits for a millisecond at least, as HttpClient's own check of idle connections does.
   */
  private static final Timeout SHORTEST = Timeout.ofMilliseconds(1);

  private final WholeHeadParser parser;
  private final EarlyAnswers early;
  private boolean used;
  private @Nullable Timeout ownTimeout;

  private QuietConnection(WholeHeadParser parser, EarlyAnswers early) {
    super(LIMITS, null, null, null, null, early, null, config -> parser);
    this.parser = parser;
    this.early = early;
  }

  /**
   * Where a body broke off, the other side takes the next request for the rest of it. HttpCore sees
   * that of a body with a length only.
   */
  @Override
  public boolean isConsistent() {
    return !early.met && super.isConsistent();
  }

  /**
   * Makes connections.
   *
   * @param stall longest silence of the other side; the head of an answer may take twice as long
   */
  static HttpConnectionFactory<ManagedHttpClientConnection> factory(Duration stall) {
    return new HttpConnectionFactory<>() {
      @Override
      public ManagedHttpClientConnection createConnection(@Nullable Socket socket)
          throws IOException {
        QuietConnection connection =
            new QuietConnection(
                new WholeHeadParser(LIMITS, stall.multipliedBy(2)), new EarlyAnswers());
        if (socket != null) {
          connection.bind(socket);
        }
        return connection;
      }
    };
  }

  @Override
  public void bind(Socket socket) throws IOException {
    super.bind(socket);
    ownTimeout = Timeout.ofMilliseconds(socket.getSoTimeout());
  }

  @Override
  public void bind(SSLSocket tlsSocket, Socket socket) throws IOException {
    super.bind(tlsSocket, socket);
    ownTimeout = Timeout.ofMilliseconds(tlsSocket.getSoTimeout());
  }

  /** What comes unasked must not be taken for the answer to the next request. */
  @Override
  public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
    if (used && isDataAvailable(SHORTEST)) {
      throw new IOException("the connection holds bytes that belong to no answer");
    }
    used = true;
    parser.requestSent();
    super.sendRequestHeader(request);
  }

  @Override
  public void flush() throws IOException {
    super.flush();
    parser.requestSent();
  }

  @Override
  @SuppressWarnings("NullAway") // the interface says: null while not connected
  public Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    ownTimeout = timeout;
    super.setSocketTimeout(timeout);
  }

  @Override
  public void passivate() {
    super.setSocketTimeout(Timeout.ZERO_MILLISECONDS);
  }

  @Override
  public void activate() {
    if (ownTimeout != null) {
      super.setSocketTimeout(ownTimeout);
    }
  }
}
