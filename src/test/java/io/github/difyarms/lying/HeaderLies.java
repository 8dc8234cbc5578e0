package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.NOT_FOUND;
import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.PUSH_REFUSED;
import static io.github.difyarms.error.ErrorCode.REGISTRY_FAILED;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;
import static io.github.difyarms.testing.RequestKind.POST_UPLOAD;
import static io.github.difyarms.testing.RequestKind.PUT_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Reply;
import java.util.ArrayList;
import java.util.List;

/** Heads of answers that are no HTTP or too much of it, and words that do things to a terminal. */
final class HeaderLies {
  static final List<Lie> ALL = new ArrayList<>();

  static {
    ALL.add(
        Lie.always(
                "a header of a megabyte",
                Deed.edit(reply -> reply.with("X", "x".repeat(1 << 20))),
                GET_MANIFEST)
            .stops(PROTOCOL_VIOLATION, "the head of the answer"));
    ALL.add(
        Lie.always(
                "10,000 headers",
                Deed.edit(
                    reply -> {
                      List<java.util.Map.Entry<String, String>> all =
                          new ArrayList<>(reply.headers());
                      for (int i = 0; i < 10_000; i++) {
                        all.add(java.util.Map.entry("X-" + i, "x"));
                      }
                      return new Reply(reply.status(), all, reply.length(), reply.body());
                    }),
                GET_MANIFEST)
            .stops(PROTOCOL_VIOLATION, "the head of the answer"));
    endless("a status line without an end", "HTTP/1.1 200 ", "x");
    endless("a header without an end", "HTTP/1.1 200 OK\r\nX: ", "x");
    endless("a folded header without an end", "HTTP/1.1 200 OK\r\nX: y\r\n", " folded\r\n");
    endless("headers without an end", "HTTP/1.1 200 OK\r\n", "X: y\r\n");
    endless("a name without an end", "HTTP/1.1 200 OK\r\n", "x");
    for (String text :
        List.of(
            "",
            "\r\n\r\n\r\n\r\n",
            "hello\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/9.9 200 OK\r\n\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 99999999999 OK\r\n\r\n",
            "HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\0\0\0\0\0\0\0\0",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n")) {
      ALL.add(
          Lie.always(
                  "the answer \"" + text.replaceAll("\\p{Cntrl}", ".") + "\"",
                  Deed.raw(() -> new java.io.ByteArrayInputStream(Bytes.of(text))),
                  GET_MANIFEST)
              .stops(REGISTRY_FAILED));
    }
    ALL.add(
        Lie.always(
                "cookies, pins and other advice",
                Deed.edit(
                    reply ->
                        reply
                            .adding("Set-Cookie", "a=b; Domain=stranger.example")
                            .adding("Refresh", "0; url=https://stranger.example/")
                            .adding("Alt-Svc", "h2=\"stranger.example:443\"")
                            .adding("Link", "<https://stranger.example/>; rel=\"next\"")
                            .adding("Location", "https://stranger.example/")
                            .adding("Content-Location", "https://stranger.example/")),
                GET_MANIFEST)
            .recovers()
            .and(stage -> assertThat(stage.front().strangers()).isEmpty()));
    words("\u001b[2J\u001b]0;owned\u0007 \u009b31m");
    words("line\r\nBUILD SUCCESS\n[INFO] all is well\u2028");
    words("\u202e\u2066 reversed \u200b");
    words("\0".repeat(100));
    words("x".repeat(60_000));
    words("\\\" } ${jndi:ldap://stranger.example/a} %s %n {0} <script>");
    ALL.add(
        Lie.always(
                "a refusal in bytes that are no text",
                Deed.say(Reply.of(404, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 27, '[', 'm'})),
                GET_MANIFEST)
            .stops(NOT_FOUND));
    ALL.add(
        Lie.always(
                "a refusal 100,000 levels deep",
                Deed.say(Reply.of(404, "{\"errors\":" + "[".repeat(60_000))),
                GET_MANIFEST)
            .stops(NOT_FOUND));
    ALL.add(
        Lie.always(
                "a refusal of 10,000 errors",
                Deed.say(
                    Reply.of(404, "{\"errors\":[" + "{\"code\":\"A\"},".repeat(4_000) + "{}]}")),
                GET_MANIFEST)
            .stops(NOT_FOUND));
  }

  private HeaderLies() {}

  private static void endless(String name, String beginning, String rest) {
    ALL.add(
        Lie.always(
                name,
                Deed.raw(
                    () ->
                        new java.io.SequenceInputStream(
                            new java.io.ByteArrayInputStream(Bytes.of(beginning)),
                            Bytes.repeated(Bytes.of(rest)))),
                GET_MANIFEST)
            .stops(PROTOCOL_VIOLATION, "the head of the answer")
            .and(
                stage ->
                    assertThat(stage.front().seen(GET_MANIFEST))
                        .allSatisfy(
                            request -> assertThat(request.taken().get()).isLessThan(4L << 20))));
  }

  /** A registry's words get into messages as one line of harmless characters. */
  private static void words(String text) {
    String json =
        new String(
            io.github.difyarms.image.Json.write(
                io.github.difyarms.image.Json.object().put("m", text).path("m")),
            java.nio.charset.StandardCharsets.UTF_8);
    String body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":" + json + "}]}";
    for (var kind : List.of(GET_MANIFEST, POST_UPLOAD, PUT_TAG)) {
      ALL.add(
          Lie.always(
                  "words of number " + ALL.size() + " at " + kind,
                  Deed.say(Reply.of(kind == GET_MANIFEST ? 404 : 403, body)),
                  kind)
              .stops(kind == GET_MANIFEST ? NOT_FOUND : PUSH_REFUSED, "DENIED")
              .and(
                  stage ->
                      assertThat(stage.stop().why().lines().findFirst().orElse("").length())
                          .isLessThan(500)));
    }
  }
}
