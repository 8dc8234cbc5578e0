package io.github.difyarms.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Smart HTTP (gitprotocol-http) over JGit's own upload-pack. */
public final class GitServer implements AutoCloseable {
  /** What was asked: {@code refs}, {@code ls} or {@code fetch}. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** How many of the next packs break off in the middle. */
  final AtomicInteger cuts = new AtomicInteger();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Repository repository;
  private final boolean second;
  private String login = "";
  private int status = 200;
  private String location = "";

  public GitServer(Repository repository, boolean second) throws IOException {
    this.repository = repository;
    this.second = second;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Wants a login, as {@code user:password}. */
  public GitServer login(String userAndPassword) {
    login = userAndPassword;
    return this;
  }

  /** Answers everything with a status. */
  GitServer status(int everything) {
    status = everything;
    return this;
  }

  /** Sends everybody elsewhere. */
  GitServer redirect(String to) {
    location = to;
    return this;
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/repo.git";
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    int code = answer(exchange, request, answer);
    byte[] bytes = answer.toByteArray();
    boolean cut = code == 200 && wants(plain(exchange, request)) && cut();
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes, 0, cut ? bytes.length / 2 : bytes.length);
    exchange.close();
  }

  private boolean cut() {
    return cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private int answer(HttpExchange exchange, byte[] request, ByteArrayOutputStream out)
      throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean refs = path.endsWith("/info/refs");
    asked.add(refs ? "refs" : wants(plain(exchange, request)) ? "fetch" : "ls");
    if (status != 200) {
      return status;
    }
    if (!location.isEmpty()) {
      exchange.getResponseHeaders().add("Location", location + exchange.getRequestURI());
      return 302;
    }
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    if (!login.isEmpty()
        && !expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
      return 401;
    }
    try (UploadPack pack = new UploadPack(repository)) {
      pack.setBiDirectionalPipe(false);
      String version = exchange.getRequestHeaders().getFirst("Git-Protocol");
      if (second && version != null) {
        pack.setExtraParameters(List.of(version));
      }
      exchange
          .getResponseHeaders()
          .add(
              "Content-Type",
              "application/x-git-upload-pack-" + (refs ? "advertisement" : "result"));
      if (refs) {
        PacketLineOut lines = new PacketLineOut(out);
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), "git-upload-pack");
      } else {
        pack.upload(new ByteArrayInputStream(plain(exchange, request)), out, null);
      }
    }
    return 200;
  }

  private static byte[] plain(HttpExchange exchange, byte[] request) throws IOException {
    if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      return request;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(request))) {
      return in.readAllBytes();
    }
  }

  private static boolean wants(byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1).contains("want ");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
