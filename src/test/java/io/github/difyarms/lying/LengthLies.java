package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.DIGEST_MISMATCH;
import static io.github.difyarms.error.ErrorCode.LIMIT_EXCEEDED;
import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.REGISTRY_FAILED;
import static io.github.difyarms.error.ErrorCode.STALLED;
import static io.github.difyarms.testing.RequestKind.GET_BLOB;
import static io.github.difyarms.testing.RequestKind.GET_CONFIG;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;
import static io.github.difyarms.testing.RequestKind.PUT_MANIFEST;
import static io.github.difyarms.testing.RequestKind.PUT_UPLOAD;
import static io.github.difyarms.testing.RequestKind.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Bodies that are longer or shorter than is said, or that never end. */
final class LengthLies {
  private static final String LENGTH = "Content-Length";
  private static final long MEGABYTE = 1 << 20;

  static final List<Lie> ALL = new ArrayList<>();

  static {
    for (RequestKind kind : List.of(GET_MANIFEST, GET_CONFIG, GET_BLOB)) {
      String what = kind.name().substring(4).toLowerCase(Locale.ROOT);
      boolean blob = kind != GET_MANIFEST;
      ALL.add(Lie.once("a " + what + " that breaks off once", kind, truncated()).recovers());
      ALL.add(
          Lie.always("a " + what + " that breaks off each time", truncated(), kind)
              .stops(REGISTRY_FAILED, "broke"));
      ALL.add(
          Lie.always("a " + what + " that is cut short, as its length says", shortened(), kind)
              .stops(blob ? REGISTRY_FAILED : DIGEST_MISMATCH));
      ALL.add(
          Lie.always("a " + what + " with more behind the length that is said", padded(), kind)
              .recovers());
      ALL.add(
          Lie.always("a " + what + " that is longer, as its length says", lengthened(), kind)
              .stops(blob ? PROTOCOL_VIOLATION : DIGEST_MISMATCH));
      ALL.add(
          Lie.always("a " + what + " whose length says more than comes", promising(), kind)
              .stops(blob ? PROTOCOL_VIOLATION : REGISTRY_FAILED));
      ALL.add(
          Lie.always("a " + what + " without an end", endless(), kind)
              .stops(blob ? PROTOCOL_VIOLATION : LIMIT_EXCEEDED)
              .and(stage -> taken(stage, kind, blob ? MEGABYTE : 8 * MEGABYTE)));
      ALL.add(
          Lie.always("a " + what + " without an end, in good form at first", continued(), kind)
              .stops(blob ? PROTOCOL_VIOLATION : LIMIT_EXCEEDED)
              .and(stage -> taken(stage, kind, blob ? MEGABYTE : 8 * MEGABYTE)));
    }
    for (String length : List.of("-1", "abc", "99999999999999999999", "1e3", "0x10", "")) {
      ALL.add(
          Lie.always(
                  "the length \"" + length + "\"",
                  Deed.edit(reply -> reply.with(LENGTH, length)),
                  GET_MANIFEST)
              .stops(REGISTRY_FAILED));
    }
    ALL.add(
        Lie.always(
                "two lengths that differ",
                Deed.edit(reply -> reply.with(LENGTH, "1").adding(LENGTH, "900")),
                GET_MANIFEST)
            .stops(REGISTRY_FAILED));
    ALL.add(
        Lie.always(
                "chunks that are none",
                Deed.edit(
                    reply ->
                        reply
                            .bytes(Bytes.of("many\r\n{}\r\n"))
                            .without(LENGTH)
                            .with("Transfer-Encoding", "chunked")),
                GET_MANIFEST)
            .stops(REGISTRY_FAILED));
    ALL.add(
        Lie.always(
                "a manifest packed by gzip, which nobody asked for",
                Deed.edit(reply -> reply.changed(Bytes::gzip).with("Content-Encoding", "gzip")),
                GET_MANIFEST)
            .stops(DIGEST_MISMATCH));
    ALL.add(
        Lie.always("a token without an end", endless(), TOKEN)
            .stops(LIMIT_EXCEEDED)
            .and(stage -> taken(stage, TOKEN, 4 * MEGABYTE)));
    for (RequestKind kind : List.of(PUT_UPLOAD, PUT_MANIFEST)) {
      ALL.add(
          Lie.always(
                  "a refusal without an end of " + kind,
                  Deed.say(Reply.of(403).streaming(Bytes::blanks)),
                  kind)
              .stops(ErrorCode.PUSH_REFUSED)
              .and(stage -> taken(stage, kind, MEGABYTE)));
    }
    ALL.add(
        Lie.of(
                "a rest of a blob that starts elsewhere",
                stage ->
                    stage.misdeed(
                        Misdeed.anyOf(
                            Misdeed.once(GET_BLOB, Deed.pass().cut(Point.MIDDLE, Ending.CLOSE)),
                            Misdeed.when(
                                request -> request.header("Range").isPresent(),
                                Deed.edit(reply -> reply.with("Content-Range", "bytes 0-9/10"))))))
            .stops(PROTOCOL_VIOLATION, "the rest of a blob starts in the wrong place"));
    ALL.add(
        Lie.of(
                "a rest of a blob that is the whole blob",
                stage ->
                    stage.misdeed(
                        Misdeed.anyOf(
                            Misdeed.once(GET_BLOB, Deed.pass().cut(Point.MIDDLE, Ending.CLOSE)),
                            Misdeed.when(
                                request -> request.header("Range").isPresent(),
                                Deed.edit(reply -> whole(reply))))))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        Lie.of(
                "a manifest that comes by one byte in a while",
                stage ->
                    stage
                        .impatient()
                        .misdeed(
                            Misdeed.on(
                                Deed.say(Reply.of(200).streaming(Bytes::trickle)), GET_MANIFEST)))
            .stops(STALLED));
    ALL.add(
        Lie.of(
                "a blob that comes by one byte in a while",
                stage ->
                    stage
                        .impatient()
                        .misdeed(
                            Misdeed.on(
                                Deed.say(Reply.of(200).streaming(Bytes::trickle)), GET_BLOB)))
            .stops(STALLED));
  }

  private LengthLies() {}

  private static void taken(Stage stage, RequestKind kind, long most) {
    assertThat(stage.front().seen(kind))
        .allSatisfy(request -> assertThat(request.taken().get()).isLessThan(most));
  }

  private static Deed truncated() {
    return Deed.pass().cut(Point.MIDDLE, Ending.CLOSE);
  }

  private static Deed shortened() {
    return Deed.edit(
        reply -> reply.changed(bytes -> Arrays.copyOf(bytes, Math.max(0, bytes.length - 7))));
  }

  /** What stands behind the end of an answer looks like the next one. */
  private static Deed padded() {
    return Deed.edit(
        reply -> {
          byte[] bytes = reply.content();
          byte[] next = Bytes.of("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
          return reply
              .bytes(Bytes.joined(bytes, next))
              .with(LENGTH, Integer.toString(bytes.length));
        });
  }

  private static Deed lengthened() {
    return Deed.edit(reply -> reply.changed(bytes -> Bytes.joined(bytes, Bytes.of("   "))));
  }

  private static Deed promising() {
    return Deed.edit(
        reply -> {
          byte[] bytes = reply.content();
          return reply.bytes(bytes).with(LENGTH, Integer.toString(bytes.length + 7));
        });
  }

  private static Deed endless() {
    return Deed.edit(reply -> reply.without(LENGTH).streaming(Bytes::blanks));
  }

  private static Deed continued() {
    return Deed.edit(
        reply -> {
          byte[] bytes = reply.content();
          return reply.without(LENGTH).streaming(() -> Bytes.thenBlanks(bytes));
        });
  }

  private static Reply whole(Reply rest) {
    return rest.status(206).with("Content-Range", "bytes 5000000-5000001/5000002");
  }
}
