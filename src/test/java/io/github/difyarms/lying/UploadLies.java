package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.PUSH_REFUSED;
import static io.github.difyarms.error.ErrorCode.REGISTRY_FAILED;
import static io.github.difyarms.error.ErrorCode.UNAUTHORIZED;
import static io.github.difyarms.testing.RequestKind.GET_UPLOAD;
import static io.github.difyarms.testing.RequestKind.HEAD_BLOB;
import static io.github.difyarms.testing.RequestKind.MOUNT;
import static io.github.difyarms.testing.RequestKind.PATCH_UPLOAD;
import static io.github.difyarms.testing.RequestKind.POST_UPLOAD;
import static io.github.difyarms.testing.RequestKind.PUT_MANIFEST;
import static io.github.difyarms.testing.RequestKind.PUT_TAG;
import static io.github.difyarms.testing.RequestKind.PUT_UPLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Json;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/** Mounts, uploads and manifests that are not taken as is said. */
final class UploadLies {
  private static final Deed EXPIRED =
      Deed.say(
          Reply.error(401, "UNAUTHORIZED", "token expired")
              .with(
                  "WWW-Authenticate",
                  "Bearer realm=\"https://registry.example/token\","
                      + "service=\"embedded-registry\",error=\"invalid_token\""));
  private static final Deed UNKNOWN =
      Deed.say(Reply.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"));

  static final List<Lie> ALL = new ArrayList<>();

  /** Layers of a base that has more than a target is sent one after the other. */
  private static final int LAYERS = 7;

  /** How often a target is sent what it names. */
  private static final int ROUNDS = 4;

  static {
    mounts();
    uploads();
    chunks();
    manifests();
  }

  private UploadLies() {}

  /** A registry that checks what manifests name, and one before it that says anything. */
  private static void mounts() {
    ALL.add(
        Lie.always("mounts that are granted and not made", Deed.say(Reply.of(201)), MOUNT)
            .recovers());
    ALL.add(
        Lie.of(
                "one mount that is granted and not made",
                stage -> stage.misdeed(Misdeed.once(MOUNT, Deed.say(Reply.of(201)))))
            .recovers()
            .and(stage -> assertThat(sentAfterRefusal(stage)).isEqualTo(1)));
    ALL.add(
        Lie.of(
                "one mount that is granted and not made, and a tag that is refused",
                stage ->
                    stage.misdeed(
                        Misdeed.anyOf(
                            Misdeed.once(MOUNT, Deed.say(Reply.of(201))),
                            Misdeed.on(
                                Deed.say(Reply.error(400, "MANIFEST_INVALID", "not today")),
                                PUT_TAG))))
            .stops(PUSH_REFUSED, "MANIFEST_INVALID: not today")
            .and(stage -> assertThat(sentAfterRefusal(stage)).isEqualTo(1)));
    ALL.add(
        lacking("a target that lacks one layer and then the other", asked -> asked % 2)
            .stops(PUSH_REFUSED, "MANIFEST_BLOB_UNKNOWN")
            .and(stage -> assertThat(sentAfterRefusal(stage)).isEqualTo(2)));
    ALL.add(
        lacking("a target that lacks one layer after the other", asked -> asked % LAYERS)
            .stops(PUSH_REFUSED, "MANIFEST_BLOB_UNKNOWN")
            .and(stage -> assertThat(sentAfterRefusal(stage)).isEqualTo(LAYERS))
            .and(stage -> assertThat(stage.front().seen(PUT_MANIFEST)).hasSize(ROUNDS + 2)));
    ALL.add(
        Lie.of(
                "a target that has lost a layer, does not mount it, and refuses the tag",
                stage ->
                    stage
                        .secondBuild()
                        .workshop(shop -> shop.platforms("linux/amd64"))
                        .misdeed(
                            Misdeed.anyOf(
                                Misdeed.times(
                                    2,
                                    request -> request.kind() == PUT_MANIFEST,
                                    Deed.edit(reply -> unknown(stage, 0))),
                                Misdeed.on(
                                    Deed.say(Reply.error(400, "MANIFEST_INVALID", "not today")),
                                    PUT_TAG))))
            .stops(PUSH_REFUSED, "MANIFEST_INVALID: not today")
            .and(stage -> assertThat(sentAfterRefusal(stage)).isEqualTo(1)));
    ALL.add(Lie.always("mounts answered by 200", Deed.say(200), MOUNT).stops(PROTOCOL_VIOLATION));
    ALL.add(Lie.always("mounts answered by 204", Deed.say(204), MOUNT).stops(PROTOCOL_VIOLATION));
    ALL.add(
        Lie.always("mounts answered by 202 without an address", Deed.say(202), MOUNT)
            .stops(PROTOCOL_VIOLATION, "without an address"));
    ALL.add(
        Lie.always("mounts answered by 202 for an upload that is not there", unknownUpload(), MOUNT)
            .recovers());
    for (int status : new int[] {400, 401, 403, 404, 405}) {
      ALL.add(Lie.always("mounts refused by " + status, Deed.say(status), MOUNT).recovers());
    }
    ALL.add(Lie.always("mounts that fail each time", Deed.say(500), MOUNT).stops(REGISTRY_FAILED));
    ALL.add(
        Lie.of(
                "blobs of another registry that are said to be there already",
                stage -> stage.apart().misdeed(Misdeed.on(Deed.say(200), HEAD_BLOB)))
            .recovers());
  }

  /** Returns how many blobs were sent after the first manifest was refused. */
  private static long sentAfterRefusal(Stage stage) {
    return stage.front().seen().stream()
        .dropWhile(request -> request.kind() != PUT_MANIFEST)
        .filter(request -> request.kind() == PUT_UPLOAD)
        .count();
  }

  /** Whatever it is sent. */
  private static Lie.Told lacking(String name, IntUnaryOperator layer) {
    return Lie.of(
        name,
        stage -> {
          AtomicInteger asked = new AtomicInteger();
          stage
              .base(MiniatureImages.builder().layers(LAYERS))
              .workshop(shop -> shop.platforms("linux/amd64"))
              .misdeed(
                  Misdeed.on(
                      Deed.edit(reply -> unknown(stage, layer.applyAsInt(asked.getAndIncrement()))),
                      PUT_MANIFEST));
        });
  }

  private static Reply unknown(Stage stage, int layer) {
    return Reply.error(404, "MANIFEST_BLOB_UNKNOWN", baseLayer(stage, layer));
  }

  private static String baseLayer(Stage stage, int number) {
    EmbeddedRegistry registry = stage.registry();
    String child = named(registry, Stage.BASE, "1.16.1", "/manifests/0/digest");
    return named(registry, Stage.BASE, child, "/layers/" + number + "/digest");
  }

  private static String named(
      EmbeddedRegistry registry, String repository, String manifest, String pointer) {
    return Json.readObject(
            registry.manifest(repository, manifest).orElseThrow().bytes(), "a manifest")
        .at(pointer)
        .asText();
  }

  private static Deed unknownUpload() {
    return Deed.say(
        Reply.of(202).with("Location", "/v2/acme/dify-api/blobs/uploads/00000000-0000"));
  }

  private static void uploads() {
    ALL.add(Lie.once("a token that ends at an upload's end", PUT_UPLOAD, EXPIRED).recovers());
    ALL.add(
        Lie.always("a token that ends at each upload's end", EXPIRED, PUT_UPLOAD)
            .stops(UNAUTHORIZED, "token expired"));
    ALL.add(Lie.once("an upload that is forgotten", PUT_UPLOAD, UNKNOWN).recovers());
    ALL.add(
        Lie.always("uploads that are forgotten each time", UNKNOWN, PUT_UPLOAD)
            .stops(PUSH_REFUSED, "BLOB_UPLOAD_UNKNOWN"));
    ALL.add(
        Lie.always("uploads refused before a byte was read", Deed.refuse(), PUT_UPLOAD)
            .stops(REGISTRY_FAILED));
    for (int status : new int[] {200, 203, 204, 301, 418, 600, 999}) {
      ALL.add(
          Lie.always("uploads begun with " + status, Deed.say(status), POST_UPLOAD)
              .stops(
                  status == 301
                      ? io.github.difyarms.error.ErrorCode.REDIRECT_REFUSED
                      : status == 418 ? PUSH_REFUSED : PROTOCOL_VIOLATION));
    }
    ALL.add(
        Lie.always("blobs that are taken and not kept", Deed.say(201), PUT_UPLOAD)
            .stops(PUSH_REFUSED, "MANIFEST_BLOB_UNKNOWN"));
    ALL.add(
        Lie.of(
                "a body that is refused by its length",
                stage -> stage.registry(Stage.bearer().bodyLimit(500)).workshop(w -> w.chunks(400)))
            .recovers());
    ALL.add(
        Lie.of(
                "a least chunk length that is longer than any blob",
                stage ->
                    stage.misdeed(
                        Misdeed.on(
                            Deed.edit(
                                reply -> reply.with("OCI-Chunk-Min-Length", "999999999999999999")),
                            POST_UPLOAD)))
            .recovers());
    for (String least : List.of("-1", "many", "99999999999999999999")) {
      ALL.add(
          Lie.always(
                  "the least chunk length " + least,
                  Deed.edit(reply -> reply.with("OCI-Chunk-Min-Length", least)),
                  POST_UPLOAD)
              .recovers());
    }
  }

  private static Consumer<Stage> inChunks(Misdeed misdeed) {
    return stage ->
        stage
            .registry(Stage.bearer().chunksOnly())
            .workshop(shop -> shop.chunks(300))
            .misdeed(misdeed);
  }

  private static Misdeed second(Deed deed) {
    return Misdeed.times(
        1, request -> request.kind() == PATCH_UPLOAD && request.number() == 1, deed);
  }

  private static void chunks() {
    ALL.add(Lie.of("uploads in chunks only", inChunks(Misdeed.none())).recovers());
    ALL.add(Lie.of("a token that ends in mid-upload", inChunks(second(EXPIRED))).recovers());
    ALL.add(Lie.of("an upload forgotten in the middle", inChunks(second(UNKNOWN))).recovers());
    ALL.add(
        Lie.of(
                "a connection that is reset inside a chunk",
                inChunks(second(Deed.breaking(100, Ending.RESET))))
            .recovers());
    for (String range : List.of("0-999999", "0-0", "5-9", "bytes=0-17", "none", "0--1", "")) {
      ALL.add(
          Lie.of(
                  "an upload that says it stands at \"" + range + "\"",
                  inChunks(
                      Misdeed.anyOf(
                          second(Deed.breaking(100, Ending.RESET)),
                          Misdeed.on(
                              Deed.edit(reply -> reply.with("Range", range)),
                              PATCH_UPLOAD,
                              GET_UPLOAD))))
              .recovers());
    }
    ALL.add(
        Lie.of(
                "chunks answered without an address",
                inChunks(Misdeed.on(Deed.edit(reply -> reply.without("Location")), PATCH_UPLOAD)))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        Lie.of(
                "chunks that never fit",
                inChunks(
                    Misdeed.on(Deed.say(Reply.error(416, "RANGE_INVALID", "no")), PATCH_UPLOAD)))
            .stops(PUSH_REFUSED));
    ALL.add(
        Lie.of(
                "chunks that lead from one address to the next",
                inChunks(
                    Misdeed.on(
                        Deed.edit(
                            reply ->
                                reply.with(
                                    "Location", "https://stranger.example/up/" + reply.status())),
                        PATCH_UPLOAD)))
            .stops(PUSH_REFUSED));
  }

  private static void manifests() {
    for (RequestKind kind : List.of(PUT_MANIFEST, PUT_TAG)) {
      ALL.add(
          Lie.always(
                  kind + " that is refused",
                  Deed.say(Reply.error(400, "MANIFEST_INVALID", "not today")),
                  kind)
              .stops(PUSH_REFUSED, "MANIFEST_INVALID: not today"));
      ALL.add(
          Lie.always(
                  kind + " that is forbidden",
                  Deed.say(Reply.error(403, "DENIED", "not you")),
                  kind)
              .stops(PUSH_REFUSED, "DENIED: not you"));
      ALL.add(
          Lie.always(kind + " that fails each time", Deed.say(502), kind).stops(REGISTRY_FAILED));
      ALL.add(
          Lie.of(
                  kind + " that is slow, and done twice",
                  stage -> stage.impatient().misdeed(Misdeed.once(kind, Deed.stall())))
              .recovers());
    }
    ALL.add(
        Lie.always("manifests that are taken and not kept", Deed.say(201), PUT_MANIFEST)
            .stops(PUSH_REFUSED, "MANIFEST_BLOB_UNKNOWN")
            .and(stage -> assertThat(sentAfterRefusal(stage)).isZero()));
    ALL.add(
        forgetful(
                "a target that has forgotten the blobs of our last image",
                stage -> Deed.say(Reply.error(404, "MANIFEST_BLOB_UNKNOWN", "blob unknown")))
            .recovers()
            .and(stage -> assertThat(stage.front().seen(MOUNT)).hasSizeGreaterThan(1)));
    ALL.add(
        forgetful(
                "a target that has forgotten one layer of our last image",
                stage -> Deed.edit(reply -> unknown(stage, 0)))
            .recovers()
            .and(stage -> assertThat(stage.front().seen(MOUNT)).hasSize(1)));
  }

  /** Once, in a second build. */
  private static Lie.Told forgetful(String name, Function<Stage, Deed> deed) {
    return Lie.of(
        name, stage -> stage.secondBuild().misdeed(Misdeed.once(PUT_MANIFEST, deed.apply(stage))));
  }
}
