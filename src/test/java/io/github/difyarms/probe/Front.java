package io.github.difyarms.probe;

import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Script;
import io.github.difyarms.net.LoopbackServer.Seen;
import io.github.difyarms.testing.RawHttp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A proxy before a registry, with rules of its own. */
final class Front {
  private static final List<String> THERE =
      List.of("Content-Type", "Content-Range", "Accept", "Range", "Authorization");
  private static final List<String> BACK =
      List.of("Content-Type", "Location", "Range", "Docker-Content-Digest", "Docker-Upload-UUID");

  private Front() {}

  /** Answers what the rule answers, and hands on everything else. */
  static Script to(String registry, Function<Seen, Optional<Reply>> rule) {
    RawHttp http = new RawHttp(registry);
    return request -> rule.apply(request).orElseGet(() -> forward(http, registry, request));
  }

  private static Reply forward(RawHttp http, String registry, Seen request) {
    Map<String, String> headers = new HashMap<>();
    for (String name : THERE) {
      request.headers().first(name).ifPresent(value -> headers.put(name, value));
    }
    RawHttp.Answer answer = http.send(request.method(), request.path(), request.body(), headers);
    Reply reply = Reply.of(answer.status(), answer.body());
    for (String name : BACK) {
      String value = answer.header(name).replace("http://" + registry, "");
      reply = value.isEmpty() ? reply : reply.with(name, value);
    }
    return reply;
  }
}
