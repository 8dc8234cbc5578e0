package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.DIGEST_MISMATCH;
import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.PUSH_REFUSED;
import static io.github.difyarms.error.ErrorCode.RATE_LIMITED;
import static io.github.difyarms.error.ErrorCode.REDIRECT_REFUSED;
import static io.github.difyarms.error.ErrorCode.REGISTRY_FAILED;
import static io.github.difyarms.error.ErrorCode.UNAUTHORIZED;
import static io.github.difyarms.testing.RequestKind.PATCH_UPLOAD;
import static io.github.difyarms.testing.RequestKind.POST_UPLOAD;
import static io.github.difyarms.testing.RequestKind.PUT_UPLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Digest;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import io.github.difyarms.testing.FrontRequest;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What befalls a layer that is sent while it is compressed: POST, PATCH without a length, PUT. */
final class StreamLies {
  /** Of each of the two programs: several blocks. */
  private static final int SIZE = 300_000;

  /**
   * More than is held back while blocks are compressed, and is sent before an answer is looked for.
   */
  private static final int LONG = 2_000_000;

  /** More than the buffers between two sockets hold. */
  private static final int LARGE = 5_000_000;

  /** An upload that has come this far is asked how far it has come. */
  private static final int CHUNK = 120_000;

  private static final long MOST_TAKEN = 2 << 20;
  private static final Deed EXPIRED = Deed.say(expired());

  static final List<Lie> ALL = new ArrayList<>();

  static {
    ALL.add(
        lie("a layer that is streamed", Misdeed.none())
            .recovers()
            .and(stage -> assertThat(stage.front().seen(PATCH_UPLOAD)).hasSize(2)));
    statuses();
    begins();
    addresses();
    ranges();
    ends();
    middles();
    refusedBesideOneThatStands();
    earlyAnswers();
    answers();
  }

  private StreamLies() {}

  private static Reply expired() {
    return Reply.error(401, "UNAUTHORIZED", "token expired")
        .with(
            "WWW-Authenticate",
            "Bearer realm=\"https://registry.example/token\","
                + "service=\"embedded-registry\",error=\"invalid_token\"");
  }

  private static Consumer<Stage> with(Misdeed misdeed) {
    return stage -> stage.program(SIZE).misdeed(misdeed);
  }

  private static Lie.Told lie(String name, Misdeed misdeed) {
    return Lie.of("streaming: " + name, with(misdeed));
  }

  private static boolean streamed(FrontRequest request) {
    return request.kind() == PATCH_UPLOAD && request.streamed();
  }

  private static Misdeed once(Deed deed) {
    return Misdeed.times(1, StreamLies::streamed, deed);
  }

  /** Does it once to a PUT that brings nothing but the digest. */
  private static Misdeed end(Deed deed) {
    return Misdeed.times(
        1,
        request ->
            request.kind() == PUT_UPLOAD
                && request.header("Content-Length").filter("0"::equals).isPresent(),
        deed);
  }

  private static Misdeed each(Deed deed) {
    return Misdeed.when(StreamLies::streamed, deed);
  }

  /** A body that is refused when it has come: what may pass, or is no refusal of a single PUT. */
  private static void statuses() {
    for (int status :
        new int[] {401, 404, 405, 408, 411, 413, 415, 429, 500, 501, 502, 503, 504, 600}) {
      ALL.add(lie(status + " each time", each(Deed.say(status))).recovers());
    }
    for (int status : new int[] {400, 402, 403, 418}) {
      ALL.add(
          lie(status + " each time", each(Deed.say(Reply.error(status, "DENIED", "no room"))))
              .stops(PUSH_REFUSED, "DENIED: no room"));
    }
    for (int status : new int[] {301, 302, 307, 308}) {
      Reply elsewhere = Reply.of(status).with("Location", "https://stranger.example/up");
      ALL.add(
          lie(status + " to a stranger", each(Deed.say(elsewhere)))
              .stops(REDIRECT_REFUSED)
              .and(StreamLies::nobodyElseAsked));
    }
    ALL.add(lie("304 each time", each(Deed.say(304))).stops(PROTOCOL_VIOLATION));
    ALL.add(lie("a token that ends in mid-upload", once(EXPIRED)).recovers());
    ALL.add(
        lie(
                "tokens that end at every part of an upload",
                Misdeed.on(EXPIRED, PATCH_UPLOAD, PUT_UPLOAD))
            .stops(UNAUTHORIZED, "token expired"));
    ALL.add(
        lie("a token good for 25 requests", Misdeed.none())
            .recovers()
            .in(stage -> stage.registry(Stage.bearer().tokenUses(25))));
    ALL.add(
        lie(
                "a demand to wait for a week",
                once(Deed.say(Reply.of(429).with("Retry-After", "604800"))))
            .recovers()
            .and(stage -> assertThat(stage.notes().waits).containsExactly(Duration.ofMinutes(2))));
    ALL.add(
        lie("too many requests", Misdeed.on(Deed.say(429), PATCH_UPLOAD, PUT_UPLOAD))
            .stops(RATE_LIMITED));
    ALL.add(
        lie("nothing but failures", Misdeed.on(Deed.say(503), PATCH_UPLOAD, PUT_UPLOAD))
            .stops(REGISTRY_FAILED, "HTTP 503"));
    ALL.add(
        lie(
                "an upload that is forgotten",
                each(Deed.say(Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown"))))
            .recovers());
    ALL.add(
        lie("a range that does not fit", once(Deed.say(Reply.error(416, "RANGE_INVALID", "no"))))
            .recovers());
  }

  private static void begins() {
    for (String least : List.of("1", "999999999999999999", "-1", "many", "99999999999999999999")) {
      ALL.add(
          lie(
                  "the least chunk length " + least,
                  Misdeed.on(
                      Deed.edit(reply -> reply.with("OCI-Chunk-Min-Length", least)), POST_UPLOAD))
              .recovers());
    }
    ALL.add(
        lie("a registry that takes chunks only", Misdeed.none())
            .recovers()
            .in(stage -> stage.registry(Stage.bearer().chunksOnly())));
    ALL.add(
        lie("a registry that refuses long bodies", Misdeed.none())
            .recovers()
            .in(
                stage ->
                    stage
                        .registry(Stage.bearer().bodyLimit(CHUNK))
                        .workshop(w -> w.chunks(CHUNK))
                        .misdeed(each(Deed.say(413)))));
    located(POST_UPLOAD);
  }

  private static void addresses() {
    located(PATCH_UPLOAD);
    Misdeed led =
        Misdeed.anyOf(
            Misdeed.when(StreamLies::stranger, Deed.say(201)),
            each(Deed.edit(reply -> reply.with("Location", "https://stranger.example/up"))));
    ALL.add(lie("an end on another host, which takes it and keeps it", led).recovers());
    Misdeed asking =
        Misdeed.anyOf(
            Misdeed.when(StreamLies::stranger, EXPIRED),
            each(Deed.edit(reply -> reply.with("Location", "https://stranger.example/up"))));
    ALL.add(lie("an end on another host, which asks who we are", asking).recovers());
  }

  /** An address that the answer to the POST or to the PATCH names. */
  private static void located(RequestKind kind) {
    for (String host : List.of("127.0.0.1", "169.254.169.254", "10.1.2.3", "[::1]", "LOCALHOST.")) {
      ALL.add(
          located(kind, host, location -> "https://" + host + "/v2/x/blobs/uploads/1")
              .stops(REDIRECT_REFUSED)
              .and(StreamLies::nobodyElseAsked));
    }
    for (String bad :
        List.of(
            "", "https://", "ftp://registry.example/up", "https://a@registry.example/", ":::")) {
      ALL.add(located(kind, "\"" + bad + "\"", location -> bad).stops(PROTOCOL_VIOLATION));
    }
    ALL.add(
        located(kind, "a stranger without TLS", location -> "http://stranger.example/up")
            .stops(REDIRECT_REFUSED)
            .and(StreamLies::nobodyElseAsked));
    ALL.add(
        located(kind, "a stranger", location -> "https://stranger.example/up").stops(PUSH_REFUSED));
    ALL.add(
        located(kind, "another port", location -> location.replace(".example/", ".example:444/"))
            .stops(PUSH_REFUSED));
    ALL.add(
        located(kind, "no host", location -> location.replace("https://registry.example", ""))
            .recovers());
    ALL.add(located(kind, "http", location -> location.replace("https:", "http:")).recovers());
    ALL.add(located(kind, "a fragment", location -> location + "#part").recovers());
    ALL.add(
        lie(
                kind + " answered without an address",
                Misdeed.on(Deed.edit(reply -> reply.without("Location")), kind))
            .stops(PROTOCOL_VIOLATION, "without an address"));
  }

  private static Lie.Told located(RequestKind kind, String what, UnaryOperator<String> change) {
    Deed deed =
        Deed.edit(
            reply ->
                reply.with("Location", change.apply(reply.header("Location").orElse("/nowhere"))));
    return lie(kind + " that leads to " + what, Misdeed.on(deed, kind));
  }

  private static boolean stranger(FrontRequest request) {
    return request.host().equals(Stage.STRANGER);
  }

  private static void nobodyElseAsked(Stage stage) {
    assertThat(stage.front().seen()).allMatch(request -> request.host().equals(Stage.HOME));
  }

  private static void ranges() {
    for (String range :
        List.of(
            "0-0",
            "0-99",
            "0-999999999",
            "0-99999999999999999999",
            "5-9",
            "bytes=0-17",
            "none",
            "0--1",
            "")) {
      ALL.add(
          lie(
                  "the range \"" + range + "\" of what came",
                  each(Deed.edit(reply -> reply.with("Range", range))))
              .recovers());
    }
    ALL.add(lie("no range", each(Deed.edit(reply -> reply.without("Range")))).recovers());
  }

  private static void ends() {
    String other = Digest.of(new byte[] {1}).toString();
    ALL.add(
        lie(
                "another digest than was sent",
                Misdeed.on(
                    Deed.edit(reply -> reply.with("Docker-Content-Digest", other)), PUT_UPLOAD))
            .stops(DIGEST_MISMATCH));
    ALL.add(lie("a token that ends at the end", end(EXPIRED)).recovers());
    ALL.add(
        lie(
                "an upload that is forgotten at its end",
                end(Deed.say(Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown"))))
            .recovers());
    Deed mismatch = Deed.say(Reply.error(400, "DIGEST_INVALID", "other bytes"));
    ALL.add(lie("bytes that did not all come", end(mismatch)).recovers());
    ALL.add(
        lie("bytes that never all come", Misdeed.on(mismatch, PUT_UPLOAD))
            .stops(PUSH_REFUSED, "DIGEST_INVALID: other bytes"));
    ALL.add(
        lie("layers that are taken and not kept", Misdeed.on(Deed.say(201), PUT_UPLOAD))
            .stops(PUSH_REFUSED, "MANIFEST_BLOB_UNKNOWN"));
  }

  /** A body that breaks off, whether the registry keeps what came or not. */
  private static void middles() {
    for (Ending ending : List.of(Ending.RESET, Ending.CLOSE)) {
      for (int bytes : new int[] {0, 70_000, 200_000}) {
        for (Deed deed : List.of(Deed.breaking(bytes, ending), Deed.losing(bytes, ending))) {
          String name =
              deed.getClass().getSimpleName() + " of a body after " + bytes + ", " + ending;
          ALL.add(lie(name, once(deed)).recovers());
          if (bytes == 200_000) {
            ALL.add(lie(name + ", each time", each(deed)).recovers());
            ALL.add(
                lie(name + ", in chunks after that", each(deed))
                    .recovers()
                    .in(stage -> stage.workshop(shop -> shop.chunks(CHUNK))));
          }
        }
      }
    }
    ALL.add(
        lie("an upload that is lost with its connection", each(Deed.losing(200_000, Ending.RESET)))
            .recovers()
            .in(
                stage ->
                    stage
                        .registry(Stage.bearer().forgetInterruptedUploads())
                        .workshop(shop -> shop.chunks(CHUNK))));
    ALL.add(
        lie(
                "bodies that always break off",
                Misdeed.on(Deed.breaking(1000, Ending.RESET), PATCH_UPLOAD, PUT_UPLOAD))
            .stops(REGISTRY_FAILED));
    for (Deed deed :
        List.of(Deed.breaking(100_000, Ending.DEAF), Deed.losing(100_000, Ending.DEAF))) {
      String name = deed.getClass().getSimpleName() + " of a body that is not taken any more";
      ALL.add(lie(name, once(deed)).recovers().in(StreamLies::large));
    }
    ALL.add(
        lie("a body that is taken and not answered", once(Deed.stall()))
            .recovers()
            .in(Stage::impatient));
  }

  /** The stop does not wait for the other body, which nothing would end for ten seconds. */
  private static void refusedBesideOneThatStands() {
    Deed stands = Deed.losing(100_000, Ending.DEAF);
    Deed refused = Deed.say(Reply.error(403, "DENIED", "quota is used up"));
    ALL.add(
        lie(
                "a refusal beside a body that is not taken any more",
                request ->
                    streamed(request) ? request.number() == 0 ? stands : refused : Deed.pass())
            .stops(PUSH_REFUSED, "DENIED: quota is used up")
            .in(stage -> stage.program(LARGE)));
  }

  private static void large(Stage stage) {
    stage.impatient().program(LARGE);
  }

  /** What is said while the body is still coming. */
  private static void earlyAnswers() {
    for (Ending ending : List.of(Ending.STALL, Ending.CLOSE, Ending.RESET)) {
      for (Reply reply :
          List.of(
              expired(),
              Reply.of(413),
              Reply.of(429),
              Reply.of(500),
              Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown"))) {
        Deed deed = Deed.early(100_000, reply, ending);
        String name = reply.status() + " in the middle of a body, and then " + ending;
        ALL.add(lie(name, each(deed)).recovers().in(Stage::impatient));
      }
    }
    for (Ending ending : List.of(Ending.STALL, Ending.CLOSE)) {
      Deed deed = Deed.early(100_000, expired(), ending);
      String name = "401 in the middle of a long body, and then " + ending;
      ALL.add(lie(name, once(deed)).recovers().in(stage -> stage.program(LONG)));
    }
    ALL.add(
        lie(
                "403 in the middle of a body",
                each(
                    Deed.early(
                        100_000, Reply.error(403, "DENIED", "quota is used up"), Ending.STALL)))
            .stops(PUSH_REFUSED, "DENIED: quota is used up"));
    for (String range : List.of("0-99999", "0-299999", "none")) {
      ALL.add(
          lie(
                  "a body that is said to be there after a part of it, as " + range,
                  request ->
                      streamed(request)
                          ? Deed.early(
                              100_000,
                              Reply.of(202).with("Location", request.target()).with("Range", range),
                              Ending.STALL)
                          : Deed.pass())
              .recovers()
              .in(Stage::impatient));
    }
    ALL.add(
        lie(
                "a refusal to which nothing is taken any more",
                once(Deed.early(100_000, Reply.of(503), Ending.DEAF)))
            .recovers()
            .in(StreamLies::large));
  }

  /** Answers that are none, or too much of one. */
  private static void answers() {
    for (Point point : Point.values()) {
      for (Ending ending : List.of(Ending.RESET, Ending.CLOSE)) {
        ALL.add(
            lie("an answer cut at " + point + " by " + ending, once(Deed.pass().cut(point, ending)))
                .recovers());
      }
    }
    for (String text : List.of("", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc OK\r\n\r\n")) {
      ALL.add(
          lie(
                  "the answer \"" + text.strip() + "\"",
                  once(Deed.raw(() -> new ByteArrayInputStream(Bytes.of(text)))))
              .recovers());
    }
    for (int status : new int[] {202, 500}) {
      ALL.add(
          lie(
                  status + " with a body without an end",
                  each(Deed.edit(reply -> reply.status(status).streaming(Bytes::blanks))))
              .recovers()
              .and(StreamLies::littleTaken));
    }
    ALL.add(
        lie(
                "a refusal of deep JSON",
                each(Deed.say(Reply.of(400, "{\"errors\":" + "[".repeat(60_000)))))
            .stops(PUSH_REFUSED));
    ALL.add(
        lie(
                "an answer with a header of a megabyte",
                each(Deed.edit(reply -> reply.with("X", "x".repeat(1 << 20)))))
            .stops(PROTOCOL_VIOLATION, "the head of the answer"));
    ALL.add(
        lie(
                "interim answers without an end",
                once(Deed.raw(() -> Bytes.repeated(Bytes.of("HTTP/1.1 100 Continue\r\n\r\n")))))
            .recovers()
            .in(Stage::impatient));
    ALL.add(
        lie("an answer that comes by one byte in a while", once(Deed.raw(Bytes::trickle)))
            .recovers()
            .in(Stage::impatient));
  }

  private static void littleTaken(Stage stage) {
    assertThat(stage.front().seen(PATCH_UPLOAD))
        .isNotEmpty()
        .allMatch(request -> request.taken().get() < MOST_TAKEN);
  }
}
