package io.github.difyarms.secrets;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network of made-up hosts behind one proxy that wants a login: every request of the plugin and
 * of its children to any host passes here, and is kept as it came.
 */
final class WatchedNetwork implements AutoCloseable {
  /** Spoken with the proxy, not with the host behind it. */
  private static final Set<String> OF_PROXY = Set.of("proxy-authorization", "proxy-connection");

  private final Runnable asked;
  private final HttpServer server;
  private final ConnectFront front;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Site> sites = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<String> logins = ConcurrentHashMap.newKeySet();

  /**
   * Starts it.
   *
   * @param asked runs while somebody waits for an answer
   */
  WatchedNetwork(Runnable asked) throws IOException {
    this.asked = asked;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    front = new ConnectFront(server.getAddress());
  }

  /** Answers the requests to a host. */
  @FunctionalInterface
  interface Site {
    Answer answer(Request request) throws IOException;
  }

  /** One request as it came. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(String method, URI uri, Headers headers, byte[] body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.getFirst(name));
    }

    String host() {
      return uri.getHost();
    }

    /** Everything that its host sees. */
    byte[] bytes() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes((method + " " + uri + "\n").getBytes(StandardCharsets.UTF_8));
      headers.forEach(
          (name, values) -> {
            if (!OF_PROXY.contains(name.toLowerCase(Locale.ROOT))) {
              all.writeBytes((name + ": " + values + "\n").getBytes(StandardCharsets.UTF_8));
            }
          });
      all.writeBytes(body);
      return all.toByteArray();
    }

    @Override
    public String toString() {
      return method + " " + uri.getHost() + uri.getRawPath();
    }
  }

  /** What a host answers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Puts a host into the network. */
  void put(String host, Site site) {
    sites.put(host, site);
  }

  /** Lets somebody through who logs in so. */
  void admit(String user, String password) {
    logins.add(basic(user, password));
  }

  static String basic(String user, String password) {
    byte[] plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain);
  }

  int port() {
    return front.port();
  }

  /** Returns what those who asked for a tunnel said, without what is the proxy's own. */
  List<String> tunnels() {
    return front.connects().stream()
        .map(head -> head.replaceAll("(?i)proxy-authorization: .*", ""))
        .toList();
  }

  /** Returns the requests so far, refused ones too. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      Request request =
          new Request(
              http.getRequestMethod(),
              http.getRequestURI(),
              http.getRequestHeaders(),
              http.getRequestBody().readAllBytes());
      requests.add(request);
      asked.run();
      send(http, answer(request));
    }
  }

  private Answer answer(Request request) throws IOException {
    if (!logins.contains(request.header("Proxy-Authorization").orElse(""))) {
      return new Answer(407, Map.of("Proxy-Authenticate", "Basic realm=\"corp\""), new byte[0]);
    }
    Site site = sites.get(String.valueOf(request.host()));
    return site == null ? Answer.of(502, "no such host") : site.answer(request);
  }

  private static void send(HttpExchange http, Answer answer) throws IOException {
    answer.headers().forEach((name, value) -> http.getResponseHeaders().set(name, value));
    boolean head = http.getRequestMethod().equals("HEAD");
    if (head || answer.body().length == 0) {
      http.sendResponseHeaders(answer.status(), -1);
    } else {
      http.sendResponseHeaders(answer.status(), answer.body().length);
      http.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
