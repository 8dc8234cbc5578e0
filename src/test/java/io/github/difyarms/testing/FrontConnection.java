package io.github.difyarms.testing;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.apache.commons.io.input.BoundedInputStream;

/** One client of a {@link RegistryFront}: request after request. */
final class FrontConnection {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int LONGEST_FORM = 1 << 16;
  private static final byte[] NO_TLS =
      "HTTP/1.0 400 Bad Request\r\n\r\nThis registry speaks plain HTTP.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final RegistryFront front;
  private final Socket raw;
  private final Optional<SSLContext> tls;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private String scheme = "http";
  private Optional<String> tunnel = Optional.empty();

  FrontConnection(RegistryFront front, Socket client, Optional<SSLContext> tls) throws IOException {
    this.front = front;
    this.raw = client;
    this.socket = client;
    this.tls = tls;
    this.in = new BufferedInputStream(client.getInputStream());
    this.out = client.getOutputStream();
  }

  void serve() throws IOException {
    if (greeted()) {
      while (exchange()) {}
    }
  }

  /** Begins TLS when the other side does; returns whether requests can follow. */
  private boolean greeted() throws IOException {
    int first = in.read();
    if (first != TLS_HANDSHAKE) {
      in = new SequenceInputStream(first(first), in);
      return first >= 0;
    }
    if (tls.isEmpty()) {
      out.write(NO_TLS);
      return false;
    }
    InputStream consumed = new SequenceInputStream(first(first), available());
    socket = tls.get().getSocketFactory().createSocket(raw, consumed, true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    scheme = "https";
    return true;
  }

  private static InputStream first(int value) {
    return new ByteArrayInputStream(value < 0 ? new byte[0] : new byte[] {(byte) value});
  }

  private InputStream available() throws IOException {
    return new ByteArrayInputStream(in.readNBytes(in.available()));
  }

  /** Serves one request; returns whether another may follow. */
  private boolean exchange() throws IOException {
    Optional<FrontWire.Head> read = FrontWire.head(in);
    if (read.isEmpty()) {
      return false;
    }
    FrontWire.Head head = read.get();
    String[] line = head.line().split(" ", 3);
    if (line[0].equals("CONNECT")) {
      out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      tunnel = Optional.of(line[1].replaceFirst(":(443|80)$", ""));
      return greeted();
    }
    FrontRequest request = request(line[0], line[1], head.headers());
    InputStream content = form(request, FrontBody.of(head, in, request.given()));
    Deed deed = front.take(request);
    return act(deed, request, content)
        && !request.header("Connection").orElse("").equalsIgnoreCase("close");
  }

  private FrontRequest request(String method, String uri, List<Map.Entry<String, String>> headers) {
    String host = tunnel.orElseGet(() -> FrontWire.first(headers, "Host").orElse(""));
    String target = uri;
    if (uri.startsWith("http://")) {
      int slash = (uri + "/").indexOf('/', "http://".length());
      host = uri.substring("http://".length(), slash);
      target = slash < uri.length() ? uri.substring(slash) : "/";
    }
    String authority = host.toLowerCase(Locale.ROOT);
    RequestKind kind = RequestKind.of(method, target, path -> front.config(authority, path));
    return new FrontRequest(
        scheme,
        authority,
        method,
        target,
        kind,
        front.number(kind),
        headers,
        new AtomicLong(),
        new AtomicLong(),
        new AtomicReference<>(""));
  }

  /** A form may hold a secret: it is kept with the request. */
  private static InputStream form(FrontRequest request, InputStream body) throws IOException {
    if (!request.header("Content-Type").orElse("").startsWith("application/x-www-form")) {
      return body;
    }
    byte[] form = body.readNBytes(LONGEST_FORM);
    request.form().set(new String(form, StandardCharsets.UTF_8));
    return new SequenceInputStream(new ByteArrayInputStream(form), body);
  }

  private boolean act(Deed deed, FrontRequest request, InputStream body) throws IOException {
    if (deed instanceof Deed.Cut cut) {
      return cut(cut, request, body);
    }
    if (deed instanceof Deed.Break broken) {
      drain(first(broken.bytes(), body));
      return end(broken.ending());
    }
    if (deed instanceof Deed.Lose lost) {
      Closeable half = part(request, first(lost.bytes(), body));
      try (half) {
        return end(lost.ending());
      }
    }
    if (deed instanceof Deed.Early early) {
      drain(first(early.bytes(), body));
      boolean unused = send(early.reply(), request);
      out.flush();
      return end(early.ending());
    }
    if (deed instanceof Deed.Raw bytes) {
      drain(body);
      try (InputStream content = bytes.bytes().get()) {
        copy(content, Long.MAX_VALUE, request);
      }
      return end(Ending.CLOSE);
    }
    if (deed instanceof Deed.Say say) {
      drain(body);
      return send(say.reply(), request);
    }
    UnaryOperator<Reply> change =
        deed instanceof Deed.Edit edit ? edit.change() : UnaryOperator.identity();
    try (FrontUpstream upstream = upstream(request, body)) {
      return send(change.apply(upstream.reply()), request);
    }
  }

  /** Returns the beginning of a body. */
  private static InputStream first(long bytes, InputStream body) throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(body)
        .setMaxCount(bytes)
        .setPropagateClose(false)
        .get();
  }

  private Closeable part(FrontRequest request, InputStream body) throws IOException {
    Optional<EmbeddedRegistry> registry = front.registry(request.host());
    if (registry.isEmpty()) {
      drain(body);
      return () -> {};
    }
    return FrontUpstream.part(registry.get().address(), request, body);
  }

  private FrontUpstream upstream(FrontRequest request, InputStream body) throws IOException {
    Optional<EmbeddedRegistry> registry = front.registry(request.host());
    if (registry.isEmpty()) {
      drain(body);
      return new FrontUpstream(Reply.of(404), () -> {});
    }
    return FrontUpstream.ask(registry.get().address(), request, body);
  }

  private boolean cut(Deed.Cut cut, FrontRequest request, InputStream body) throws IOException {
    byte[] head;
    byte[] content;
    if (cut.deed() instanceof Deed.Say say) {
      drain(body);
      head = FrontWire.render(say.reply());
      content = content(say.reply(), request);
    } else {
      UnaryOperator<Reply> change =
          cut.deed() instanceof Deed.Edit edit ? edit.change() : UnaryOperator.identity();
      try (FrontUpstream upstream = upstream(request, body)) {
        Reply reply = change.apply(upstream.reply());
        head = FrontWire.render(reply);
        content = content(reply, request);
      }
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(head);
    whole.write(content);
    int until = until(cut.point(), head.length, content.length);
    copy(new ByteArrayInputStream(whole.toByteArray(), 0, until), until, request);
    return end(cut.ending());
  }

  private static byte[] content(Reply reply, FrontRequest request) {
    return request.method().equals("HEAD") ? new byte[0] : reply.content();
  }

  private static int until(Point point, int head, int body) {
    return switch (point) {
      case START -> 0;
      case STATUS_LINE -> 10;
      case HEADER -> head * 2 / 3;
      case BODY -> head;
      case FIRST_BYTE -> head + Math.min(body, 1);
      case MIDDLE -> head + body / 2;
      case LAST_BYTE -> head + Math.max(0, body - 1);
    };
  }

  /** Sends an answer; returns whether the connection is good for another. */
  private boolean send(Reply reply, FrontRequest request) throws IOException {
    boolean bodiless = request.method().equals("HEAD") || FrontWire.bodiless(reply.status());
    out.write(FrontWire.render(reply));
    if (bodiless) {
      return true;
    }
    long sent;
    try (InputStream content = reply.body().get()) {
      sent = copy(content, Long.MAX_VALUE, request);
    }
    boolean asAnnounced =
        reply.header("Content-Length").map(Object::toString).orElse(sent + "").equals(sent + "");
    if (reply.length().isPresent() && asAnnounced) {
      return true;
    }
    return end(Ending.CLOSE);
  }

  private long copy(InputStream from, long most, FrontRequest request) throws IOException {
    byte[] buffer = new byte[16 << 10];
    long left = Math.min(most, RegistryFront.MOST_SENT);
    long start = left;
    while (left > 0) {
      int count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        break;
      }
      out.write(buffer, 0, count);
      request.taken().addAndGet(count);
      left -= count;
    }
    out.flush();
    return start - left;
  }

  private boolean end(Ending ending) throws IOException {
    switch (ending) {
      case RESET -> {
        raw.setSoLinger(true, 0);
        raw.close();
      }
      case CLOSE -> {
        socket.shutdownOutput();
        drain(in); // closing with bytes unread would reset the connection
      }
      case STALL -> drain(in);
      case DEAF -> front.awaitClose();
    }
    return false;
  }

  private static void drain(InputStream body) throws IOException {
    body.transferTo(OutputStream.nullOutputStream());
  }
}
