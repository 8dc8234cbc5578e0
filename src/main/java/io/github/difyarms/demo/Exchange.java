package io.github.difyarms.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request and its answer. */
final class Exchange {
  private static final byte[] NOTHING = {};

  private final HttpExchange http;
  private final Traffic traffic;
  private final CountingInput body;
  private boolean noted;

  Exchange(HttpExchange http, Traffic traffic) {
    this.http = http;
    this.traffic = traffic;
    this.body = new CountingInput(http.getRequestBody());
  }

  String method() {
    return http.getRequestMethod();
  }

  boolean is(String... methods) {
    return List.of(methods).contains(method());
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
  }

  /** Returns all values of a header, split at commas, without parameters. */
  List<String> headerItems(String name) {
    List<String> items = new ArrayList<>();
    for (String line : http.getRequestHeaders().getOrDefault(name, List.of())) {
      for (String item : line.split(",")) {
        items.add(item.split(";", -1)[0].strip());
      }
    }
    return items;
  }

  Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  List<String> queries(String name) {
    List<String> values = new ArrayList<>();
    for (String pair : rawQuery().split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (URLDecoder.decode(key, StandardCharsets.UTF_8).equals(name)) {
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private String rawQuery() {
    String query = http.getRequestURI().getRawQuery();
    return query == null ? "" : query;
  }

  InputStream body() {
    return body;
  }

  /**
   * Fails when the client promised more than it sent: the server's stream just ends in some JDKs.
   */
  void requireWholeBody() throws IOException {
    Optional<Long> promised = header("Content-Length").map(Long::parseLong);
    if (promised.isPresent() && body.count < promised.get()) {
      throw new EOFException("the client sent " + body.count + " of " + promised.get() + " bytes");
    }
  }

  long bodyBytes() {
    return body.count;
  }

  /** Returns the URL of a path of this server, as the client addressed it. */
  String absolute(String path) {
    String host = header("Host").orElse("127.0.0.1:" + http.getLocalAddress().getPort());
    return "http://" + host + path;
  }

  Exchange set(String header, String value) {
    http.getResponseHeaders().set(header, value);
    return this;
  }

  void send(int status) throws IOException {
    send(status, NOTHING, 0, 0);
  }

  void send(int status, String contentType, byte[] content) throws IOException {
    set("Content-Type", contentType).send(status, content, 0, content.length);
  }

  /** Answers with a part of some bytes; a HEAD gets its length only. */
  void send(int status, byte[] content, int from, int length) throws IOException {
    body.transferTo(OutputStream.nullOutputStream());
    boolean head = method().equals("HEAD");
    note(status, head ? 0 : length, path().equals(BearerTokens.PATH));
    if (head) {
      // The server sets no length of its own for HEAD and complains about one that is passed.
      set("Content-Length", Integer.toString(length));
    }
    http.sendResponseHeaders(status, head || length == 0 ? -1 : length);
    if (!head && length > 0) {
      try (OutputStream out = http.getResponseBody()) {
        out.write(content, from, length);
      }
    }
  }

  /**
   * Announces so many bytes, sends others and drops the connection, as a failing server does.
   *
   * @param announced the header {@code Content-Length}; what exceeds it is not sent
   * @param sent how many bytes to send at most
   */
  void sendPart(int status, byte[] content, int from, long announced, long sent)
      throws IOException {
    int length = (int) Math.min(Math.min(announced, sent), content.length - (long) from);
    note(status, length, false);
    set("Connection", "close");
    http.sendResponseHeaders(status, announced);
    try (http) {
      http.getResponseBody().write(content, from, length);
      http.getResponseBody().flush();
    }
  }

  /** Notes a request that its client left half sent. */
  void abandoned() {
    note(0, 0, false);
  }

  private void note(int status, long bytesOut, boolean token) {
    if (noted) {
      return;
    }
    noted = true;
    traffic.add(
        new RecordedRequest(method(), path(), rawQuery(), status, body.count, bytesOut, token));
  }

  private static final class CountingInput extends FilterInputStream {
    private long count;

    CountingInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(read, 0);
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
