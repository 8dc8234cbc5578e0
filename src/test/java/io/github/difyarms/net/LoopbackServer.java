package io.github.difyarms.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A server whose answers a test writes down, and which remembers every request. */
public final class LoopbackServer implements AutoCloseable {
  /** One request as it came in. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Seen(String method, String path, HttpHeaders headers, byte[] body) {
    public Optional<String> authorization() {
      return headers.first("Authorization");
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** One answer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Reply(int status, Map<String, String> headers, byte[] body, int cutAfter) {
    public static Reply of(int status) {
      return of(status, new byte[0]);
    }

    public static Reply of(int status, String body) {
      return of(status, body.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply of(int status, byte[] body) {
      return new Reply(status, Map.of(), body, Integer.MAX_VALUE);
    }

    public Reply with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body, cutAfter);
    }

    /** Announces the whole body and breaks off after some bytes. */
    public Reply cut(int after) {
      return new Reply(status, headers, body, after);
    }
  }

  /** Answers requests. */
  @FunctionalInterface
  public interface Script {
    Reply answer(Seen request) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  private LoopbackServer(HttpServer server, Script script) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, script));
    server.start();
  }

  public static LoopbackServer http(Script script) {
    try {
      return new LoopbackServer(HttpServer.create(anyPort(), 0), script);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static LoopbackServer https(SSLContext context, Script script) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new LoopbackServer(server, script);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void handle(HttpExchange exchange, Script script) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Seen request =
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            HttpHeaders.of(exchange.getRequestHeaders()),
            body);
    seen.add(request);
    Reply reply = script.answer(request);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    byte[] bytes = reply.body();
    boolean none = bytes.length == 0 || request.method().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), none ? -1 : bytes.length);
    if (!none) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes, 0, Math.min(bytes.length, reply.cutAfter()));
        out.flush();
      }
    }
    exchange.close();
  }

  public String authority() {
    return "localhost:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://" + authority() + path;
  }

  public List<Seen> seen() {
    return seen;
  }

  /** Returns what was asked, as {@code METHOD path}. */
  public List<String> asked() {
    return seen.stream().map(Seen::toString).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
