package io.github.difyarms.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request's body.
 *
 * @param contentType media type
 * @param length exactly how many bytes are sent; {@link #OPEN} when only the content's end tells
 * @param content opens the bytes; those beyond {@code length} stay unread
 * @param repeatable whether {@code content} can be opened again
 */
public record HttpBody(String contentType, long length, Content content, boolean repeatable) {
  /** The length of a body that is sent while it is being made. */
  public static final long OPEN = -1;

  /** Opens the bytes of a body. */
  @FunctionalInterface
  public interface Content {
    /** Opens the bytes; the client closes the stream unless the body is not repeatable. */
    InputStream open() throws IOException;
  }

  /** Returns a body of bytes in memory. */
  public static HttpBody of(String contentType, byte[] bytes) {
    return new HttpBody(contentType, bytes.length, () -> new ByteArrayInputStream(bytes), true);
  }

  /** Returns an HTML form, already encoded. */
  public static HttpBody form(String encoded) {
    return of("application/x-www-form-urlencoded", encoded.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns all bytes of a stream, however many there will be; the stream stays open. */
  public static HttpBody open(String contentType, InputStream stream) {
    return next(contentType, OPEN, stream);
  }

  /** Returns the next bytes of a stream, which stays open. */
  public static HttpBody next(String contentType, long length, InputStream stream) {
    return new HttpBody(contentType, length, () -> stream, false);
  }
}
