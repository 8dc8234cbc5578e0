package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.RATE_LIMITED;
import static io.github.difyarms.error.ErrorCode.REGISTRY_FAILED;
import static io.github.difyarms.error.ErrorCode.STALLED;
import static io.github.difyarms.testing.RequestKind.GET_BLOB;
import static io.github.difyarms.testing.RequestKind.GET_CONFIG;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;
import static io.github.difyarms.testing.RequestKind.POST_UPLOAD;
import static io.github.difyarms.testing.RequestKind.PUT_TAG;
import static io.github.difyarms.testing.RequestKind.PUT_UPLOAD;
import static io.github.difyarms.testing.RequestKind.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Silence, storms, and connections that break at every place of an exchange. */
final class FaultLies {
  static final List<Lie> ALL = new ArrayList<>();

  static {
    limits();
    storms();
    stalls();
    resets();
  }

  private FaultLies() {}

  private static void limits() {
    limited("7", Duration.ofSeconds(7));
    limited("0", Duration.ZERO);
    limited("86400", Duration.ofMinutes(2));
    limited("Fri, 31 Dec 2100 23:59:59 GMT", Duration.ofMinutes(2));
    limited("Tue, 24 Nov 2020 07:00:00 GMT", Duration.ZERO);
    for (String wait : List.of("-5", "soon", "1e9", "99999999999999999999", "")) {
      ALL.add(
          Lie.once(
                  "a demand to wait \"" + wait + "\"",
                  GET_MANIFEST,
                  Deed.say(Reply.of(429).with("Retry-After", wait)))
              .recovers());
    }
    ALL.add(
        Lie.always(
                "too many requests, always, with a day to wait",
                Deed.say(
                    Reply.error(429, "TOOMANYREQUESTS", "slow down").with("Retry-After", "86400")),
                GET_MANIFEST)
            .stops(RATE_LIMITED, "TOOMANYREQUESTS: slow down")
            .and(stage -> assertThat(stage.notes().waits).hasSize(2)));
    ALL.add(
        Lie.always("too many requests, always, at an upload", Deed.say(429), PUT_UPLOAD)
            .stops(RATE_LIMITED));
  }

  private static void limited(String wait, Duration waited) {
    ALL.add(
        Lie.once(
                "a demand to wait " + wait,
                GET_MANIFEST,
                Deed.say(Reply.of(429).with("Retry-After", wait)))
            .recovers()
            .and(stage -> assertThat(stage.notes().waits).contains(waited)));
  }

  private static void storms() {
    for (int status : new int[] {500, 502, 503, 504, 520}) {
      ALL.add(
          Lie.of(
                  "a storm of " + status,
                  stage -> stage.misdeed(request -> Deed.say(Reply.of(status, "<html>busy"))))
              .stops(REGISTRY_FAILED, "HTTP " + status));
      ALL.add(
          Lie.of(
                  "the first answer of every kind " + status,
                  stage -> {
                    Set<RequestKind> told = ConcurrentHashMap.newKeySet();
                    stage.misdeed(
                        request ->
                            request.kind() != PUT_TAG && told.add(request.kind())
                                ? Deed.say(status)
                                : Deed.pass());
                  })
              .recovers());
    }
    for (int status : new int[] {100, 199, 304, 400, 402, 410, 501, 505}) {
      ALL.add(
          Lie.of(
                  "nothing but " + status,
                  stage ->
                      (status < 200 ? stage.impatient() : stage)
                          .misdeed(request -> Deed.say(status)))
              .stops(
                  status < 200
                      ? STALLED
                      : status / 100 == 5 ? REGISTRY_FAILED : PROTOCOL_VIOLATION));
    }
  }

  private static void stalls() {
    for (RequestKind kind : List.of(TOKEN, GET_MANIFEST, GET_BLOB, POST_UPLOAD)) {
      ALL.add(
          Lie.of(
                  "no answer to " + kind,
                  stage -> stage.impatient().misdeed(Misdeed.on(Deed.stall(), kind)))
              .stops(STALLED));
    }
    for (Point point : Point.values()) {
      ALL.add(
          Lie.of(
                  "an answer that falls silent once at " + point,
                  stage ->
                      stage
                          .impatient()
                          .misdeed(Misdeed.once(GET_BLOB, Deed.pass().cut(point, Ending.STALL))))
              .recovers());
      ALL.add(
          Lie.of(
                  "an answer that falls silent each time at " + point,
                  stage ->
                      stage
                          .impatient()
                          .misdeed(Misdeed.on(Deed.pass().cut(point, Ending.STALL), GET_CONFIG)))
              .stops(STALLED));
    }
    ALL.add(
        Lie.of(
                "a body that is taken in part, and then no more",
                stage ->
                    stage
                        .impatient()
                        .misdeed(Misdeed.once(PUT_UPLOAD, Deed.breaking(10, Ending.STALL))))
            .recovers());
    ALL.add(
        Lie.of(
                "a head that comes by one byte in a while",
                stage ->
                    stage.impatient().misdeed(Misdeed.on(Deed.raw(Bytes::trickle), GET_MANIFEST)))
            .stops(STALLED));
    ALL.add(
        Lie.of(
                "a head in good form that comes by one byte in a while",
                stage ->
                    stage
                        .impatient()
                        .misdeed(
                            Misdeed.on(
                                Deed.raw(() -> Bytes.thenTrickle("HTTP/1.1 200 OK\r\nX: ")),
                                GET_MANIFEST)))
            .stops(STALLED));
    ALL.add(
        Lie.of(
                "interim answers without an end",
                stage ->
                    stage
                        .impatient()
                        .misdeed(
                            Misdeed.on(
                                Deed.raw(
                                    () ->
                                        Bytes.repeated(Bytes.of("HTTP/1.1 100 Continue\r\n\r\n"))),
                                GET_MANIFEST)))
            .stops(STALLED, "the head of the answer did not end"));
  }

  private static void resets() {
    for (RequestKind kind :
        List.of(GET_MANIFEST, GET_CONFIG, GET_BLOB, TOKEN, PUT_UPLOAD, PUT_TAG)) {
      for (Point point : Point.values()) {
        ALL.add(
            Lie.once(kind + " reset at " + point, kind, Deed.pass().cut(point, Ending.RESET))
                .recovers());
      }
    }
    for (Point point : Point.values()) {
      ALL.add(
          Lie.always(
                  "an answer that is reset each time at " + point,
                  Deed.pass().cut(point, Ending.RESET),
                  GET_CONFIG)
              .stops(REGISTRY_FAILED));
    }
    for (long taken : new long[] {0, 1, 100}) {
      ALL.add(
          Lie.once(
                  "a blob reset after " + taken + " bytes",
                  PUT_UPLOAD,
                  Deed.breaking(taken, Ending.RESET))
              .recovers());
    }
    ALL.add(
        Lie.of("every connection reset at once", stage -> stage.misdeed(request -> Deed.refuse()))
            .stops(REGISTRY_FAILED));
  }
}
