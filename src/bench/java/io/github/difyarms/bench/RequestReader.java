package io.github.difyarms.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/** Finds the requests in what a client sends over one HTTP/1.1 connection. */
final class RequestReader {
  private final Consumer<String> requests;
  private final StringBuilder line = new StringBuilder();
  private State state = State.REQUEST;
  private long body;
  private boolean chunked;

  private enum State {
    REQUEST,
    HEADER,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  /**
   * Begins at the begin of a connection.
   *
   * @param requests hears of each request's kind
   */
  RequestReader(Consumer<String> requests) {
    this.requests = requests;
  }

  /** Reads on. */
  void read(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      if (state == State.BODY || state == State.CHUNK) {
        long skipped = Math.min(body, length - at);
        at += (int) skipped;
        body -= skipped;
        if (body == 0) {
          state = state == State.BODY ? State.REQUEST : State.CHUNK_END;
        }
      } else if (bytes[at++] == '\n') {
        String text = line.toString();
        line.setLength(0);
        ended(text);
      } else if (bytes[at - 1] != '\r') {
        line.append((char) (bytes[at - 1] & 0xff));
      }
    }
  }

  private void ended(String text) {
    switch (state) {
      case REQUEST -> {
        if (!text.isEmpty()) {
          requests.accept(kind(text));
          body = 0;
          chunked = false;
          state = State.HEADER;
        }
      }
      case HEADER -> header(text.toLowerCase(Locale.ROOT));
      case CHUNK_SIZE -> {
        body = Long.parseLong(text.replaceFirst(";.*", "").strip(), 16);
        state = body == 0 ? State.TRAILER : State.CHUNK;
      }
      case CHUNK_END -> state = State.CHUNK_SIZE;
      case TRAILER -> state = text.isEmpty() ? State.REQUEST : State.TRAILER;
      default -> throw new IllegalStateException(state.name());
    }
  }

  private void header(String text) {
    if (text.startsWith("content-length:")) {
      body = Long.parseLong(text.substring(15).strip());
    } else if (text.startsWith("transfer-encoding:") && text.contains("chunked")) {
      chunked = true;
    } else if (text.isEmpty()) {
      state = chunked ? State.CHUNK_SIZE : body > 0 ? State.BODY : State.REQUEST;
    }
  }

  /** Returns what a request is about: {@code "POST mount"}, {@code "GET manifest"}. */
  static String kind(String requestLine) {
    String[] words = requestLine.split(" ", 3);
    String path = words.length > 1 ? words[1] : "";
    String what = "other";
    if (path.contains("mount=")) {
      what = "mount";
    } else if (path.contains("/blobs/uploads/")) {
      what = "upload";
    } else if (path.contains("/blobs/")) {
      what = "blob";
    } else if (path.contains("/manifests/")) {
      what = "manifest";
    } else if (path.matches("(https?://[^/]+)?/v2/?")) {
      what = "ping";
    }
    return new String(words[0].getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII)
        + " "
        + what;
  }
}
