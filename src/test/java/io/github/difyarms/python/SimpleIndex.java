package io.github.difyarms.python;

import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Seen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A package index (PEP 503) and, at {@code /agent.tar.gz}, the vendor's address. */
final class SimpleIndex implements AutoCloseable {
  private final List<StandInWheel> wheels = new CopyOnWriteArrayList<>();
  private final Map<String, byte[]> forged = new LinkedHashMap<>();
  private final LoopbackServer server = LoopbackServer.http(this::answer);
  private volatile Reply agent = Reply.of(404);
  private volatile Optional<String> login = Optional.empty();

  SimpleIndex with(StandInWheel... more) {
    wheels.addAll(List.of(more));
    return this;
  }

  /** Hands out other bytes for a file than its link says. */
  void forge(StandInWheel wheel, byte[] bytes) {
    forged.put(wheel.filename(), bytes);
  }

  void agent(Reply reply) {
    agent = reply;
  }

  /** Wants a login, as {@code Basic …}. */
  void login(String authorization) {
    login = Optional.of(authorization);
  }

  String url() {
    return server.url("/simple");
  }

  LoopbackServer server() {
    return server;
  }

  /** Returns what was asked of the index since the last call of {@link #forget}. */
  List<String> asked() {
    return server.asked().stream().filter(line -> !line.contains("/agent.tar.gz")).toList();
  }

  void forget() {
    server.seen().clear();
  }

  private Reply answer(Seen request) {
    if (request.path().equals("/agent.tar.gz")) {
      return request.headers().first("If-None-Match").equals(etag(agent)) ? Reply.of(304) : agent;
    }
    if (login.isPresent() && !request.authorization().equals(login)) {
      return Reply.of(401).with("WWW-Authenticate", "Basic realm=\"index\"");
    }
    if (request.path().startsWith("/files/")) {
      String name = request.path().substring("/files/".length()).replaceFirst("#.*", "");
      return wheels.stream()
          .filter(w -> w.filename().equals(name))
          .findFirst()
          .map(w -> Reply.of(200, forged.getOrDefault(name, w.bytes())))
          .orElse(Reply.of(404));
    }
    String name = request.path().replaceFirst("^/simple/", "").replaceFirst("/$", "");
    StringBuilder page = new StringBuilder("<!DOCTYPE html><html><body>\n");
    List<StandInWheel> found = wheels.stream().filter(w -> w.name().equals(name)).toList();
    for (StandInWheel wheel : found) {
      page.append("<a href=\"/files/")
          .append(wheel.filename())
          .append("#sha256=")
          .append(wheel.sha256())
          .append("\">")
          .append(wheel.filename())
          .append("</a>\n");
    }
    return found.isEmpty()
        ? Reply.of(404)
        : Reply.of(200, page.append("</body></html>").toString()).with("Content-Type", "text/html");
  }

  private static Optional<String> etag(Reply reply) {
    return Optional.ofNullable(reply.headers().get("ETag"))
        .or(() -> Optional.of("this answer has none"));
  }

  @Override
  public void close() {
    server.close();
  }
}
