package io.github.difyarms.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HTTP/1.1 as bytes (RFC 9112), as far as a {@link RegistryFront} needs it. */
final class FrontWire {
  private FrontWire() {}

  /** What stands before a body. */
  record Head(String line, List<Map.Entry<String, String>> headers) {
    long length() {
      return first(headers, "Content-Length").map(Long::parseLong).orElse(0L);
    }

    /** Returns whether the end of the body is told by its chunks (RFC 9112, section 7.1). */
    boolean chunked() {
      return first(headers, "Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }
  }

  static Optional<String> first(List<Map.Entry<String, String>> headers, String name) {
    return headers.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Reads a head; empty at the end of the stream. */
  static Optional<Head> head(InputStream in) throws IOException {
    Optional<String> start = line(in);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    while (true) {
      Optional<String> line = line(in);
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (line.get().isEmpty()) {
        return Optional.of(new Head(start.get(), List.copyOf(headers)));
      }
      int colon = line.get().indexOf(':');
      headers.add(
          Map.entry(line.get().substring(0, colon), line.get().substring(colon + 1).strip()));
    }
  }

  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return Optional.empty();
      }
      bytes.write(next);
    }
    String line = bytes.toString(StandardCharsets.ISO_8859_1);
    return Optional.of(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }

  static boolean bodiless(int status) {
    return status / 100 == 1 || status == 204 || status == 304;
  }

  /** Returns what stands before the body of an answer. */
  static byte[] render(Reply reply) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Said\r\n");
    reply
        .headers()
        .forEach(
            field ->
                head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n"));
    if (reply.length().isPresent()
        && reply.header("Content-Length").isEmpty()
        && !bodiless(reply.status())) {
      head.append("Content-Length: ").append(reply.length().getAsLong()).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
