package io.github.difyarms.net;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** An answer whose body is still to be read. Closing it early gives up the connection. */
public final class HttpExchange implements HttpReply, Closeable {
  private final URI uri;
  private final int status;
  private final HttpHeaders headers;
  private final InputStream body;
  private final Closeable connection;
  private final SentSecrets sent;

  /**
   * Creates an exchange.
   *
   * @param sent what the request said to be let in, and what no explanation may repeat
   */
  HttpExchange(
      URI uri,
      int status,
      HttpHeaders headers,
      InputStream body,
      Closeable connection,
      SentSecrets sent) {
    this.uri = uri;
    this.sent = sent;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.connection = connection;
  }

  static HttpExchange of(HttpAnswer answer) {
    return new HttpExchange(
        answer.uri(),
        answer.status(),
        answer.headers(),
        new ByteArrayInputStream(answer.body()),
        () -> {},
        new SentSecrets(HttpCall.get(answer.uri()))); // of an answer that is safe already
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public HttpHeaders headers() {
    return headers;
  }

  /**
   * Returns the body. Read to its end, it gives the connection back for the next request. Close the
   * exchange, not this stream: closing the stream would read what is left.
   */
  public InputStream body() {
    return body;
  }

  /**
   * Reads the body and closes the exchange.
   *
   * @param limit most bytes that are kept; what lies beyond is cut off with {@link
   *     BodyTooLargeException}
   */
  public HttpAnswer read(int limit) throws IOException {
    try (this) {
      byte[] bytes = body.readNBytes(limit);
      if (bytes.length == limit && body.read() >= 0) {
        throw new BodyTooLargeException(limit);
      }
      return new HttpAnswer(uri, status, headers, successful() ? bytes : sent.hiddenIn(bytes));
    }
  }

  /** Reads what fits of a body that only explains a failure, and closes the exchange. */
  public HttpAnswer readExplanation() {
    byte[] bytes = new byte[0];
    try (this) {
      bytes = body.readNBytes(64 * 1024);
    } catch (IOException e) {
      // The status says enough; an explanation that cannot be read is none.
    }
    return new HttpAnswer(uri, status, headers, sent.hiddenIn(bytes));
  }

  /** Closes the exchange when nothing is expected of its connection any more. */
  public void abandon() {
    try {
      close();
    } catch (IOException e) {
      // It may be broken already, which is one reason to give it up.
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
