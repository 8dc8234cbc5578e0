package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.DIGEST_MISMATCH;
import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.testing.RequestKind.GET_BLOB;
import static io.github.difyarms.testing.RequestKind.GET_CONFIG;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;
import static io.github.difyarms.testing.RequestKind.HEAD_MANIFEST;
import static io.github.difyarms.testing.RequestKind.MOUNT;
import static io.github.difyarms.testing.RequestKind.PUT_MANIFEST;
import static io.github.difyarms.testing.RequestKind.PUT_TAG;
import static io.github.difyarms.testing.RequestKind.PUT_UPLOAD;

import io.github.difyarms.image.Digest;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.FrontRequest;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Bytes that are not those that were asked for, and digests that are none. */
final class DigestLies {
  private static final String DIGEST = "Docker-Content-Digest";
  private static final String OTHER = "sha256:" + "0".repeat(64);

  /** Changes a byte and keeps the length. */
  private static final Deed DAMAGE = Deed.edit(reply -> reply.changed(DigestLies::damaged));

  /** Changes a byte and announces the digest of what it has made. */
  private static final Deed FORGE =
      Deed.edit(
          reply -> {
            byte[] other = damaged(reply.content());
            return reply.bytes(other).with(DIGEST, Digest.of(other).toString());
          });

  static final List<Lie> ALL =
      List.of(
          Lie.of("an index that has not the announced digest", damage(DigestLies::byTag))
              .stops(DIGEST_MISMATCH, "announced"),
          Lie.of(
                  "another index than the digest in the reference says, announced as that",
                  stage -> stage.pinned().misdeed(Misdeed.on(FORGE, GET_MANIFEST)))
              .stops(DIGEST_MISMATCH, "it was asked by"),
          Lie.of("a manifest that has not its digest", damage(request -> !byTag(request)))
              .stops(DIGEST_MISMATCH, "it was asked by"),
          Lie.of(
                  "another manifest, announced by its own digest",
                  stage -> stage.misdeed(Misdeed.when(DigestLies::manifest, FORGE)))
              .stops(DIGEST_MISMATCH, "it was asked by"),
          Lie.of(
                  "the index in place of one of its manifests",
                  stage ->
                      stage.misdeed(
                          Misdeed.when(
                              DigestLies::manifest,
                              Deed.edit(
                                  reply ->
                                      reply.bytes(
                                          stage
                                              .registry()
                                              .manifest("langgenius/dify-api", "1.16.1")
                                              .orElseThrow()
                                              .bytes())))))
              .stops(DIGEST_MISMATCH),
          Lie.always("a config that has not its digest", DAMAGE, GET_CONFIG)
              .stops(DIGEST_MISMATCH, "a blob has not the digest"),
          Lie.always("another config, announced by its own digest", FORGE, GET_CONFIG)
              .stops(DIGEST_MISMATCH),
          Lie.always("a layer that has not its digest, read for the script", DAMAGE, GET_BLOB)
              .stops(DIGEST_MISMATCH),
          Lie.of(
                  "a layer that has not its digest, on its way to another registry",
                  stage ->
                      stage
                          .apart()
                          .misdeed(
                              Misdeed.when(
                                  request -> request.kind() == GET_BLOB && request.number() >= 6,
                                  DAMAGE)))
              .stops(DIGEST_MISMATCH),
          Lie.of(
                  "another digest of the base at HEAD than at GET",
                  stage ->
                      stage
                          .secondBuild()
                          .misdeed(
                              Misdeed.on(
                                  Deed.edit(reply -> reply.with(DIGEST, OTHER)), HEAD_MANIFEST)))
              .stops(DIGEST_MISMATCH),
          Lie.always(
                  "another digest in the answer to a blob",
                  Deed.edit(reply -> reply.with(DIGEST, OTHER)),
                  PUT_UPLOAD)
              .stops(DIGEST_MISMATCH),
          Lie.always(
                  "another digest in the answer to a manifest",
                  Deed.edit(reply -> reply.with(DIGEST, OTHER)),
                  PUT_MANIFEST)
              .stops(DIGEST_MISMATCH),
          Lie.always(
                  "another digest in the answer to a tag that is not set",
                  Deed.say(Reply.of(201).with(DIGEST, OTHER)),
                  PUT_TAG)
              .stops(DIGEST_MISMATCH),
          Lie.always(
                  "another digest in the answer to a mount",
                  Deed.edit(reply -> reply.with(DIGEST, OTHER)),
                  MOUNT)
              .stops(DIGEST_MISMATCH),
          announced("a digest with path characters", "sha256:../../../../etc/passwd"),
          announced("a digest of a kind that is not known", "md5:" + "0".repeat(32)),
          announced("a digest without a kind", "0".repeat(64)),
          announced("an empty digest", ""),
          announced("a digest with a NUL", "sha256:" + "0".repeat(63) + "\0"),
          announced("a digest of 30,000 characters", "sha256:" + "0".repeat(30_000)),
          Lie.always(
                  "a digest in capital letters",
                  Deed.edit(
                      reply ->
                          reply.with(
                              DIGEST, reply.header(DIGEST).orElse("").toUpperCase(Locale.ROOT))),
                  GET_MANIFEST)
              .stops(PROTOCOL_VIOLATION, "digest that is none"),
          Lie.always(
                  "a digest of the other kind, which is right",
                  Deed.edit(
                      reply -> {
                        byte[] bytes = reply.content();
                        return reply.bytes(bytes).with(DIGEST, sha512(bytes));
                      }),
                  GET_MANIFEST)
              .recovers(),
          Lie.always("no digest at all", Deed.edit(reply -> reply.without(DIGEST)), GET_MANIFEST)
              .recovers(),
          Lie.always(
                  "two digests, the first of which is wrong",
                  Deed.edit(
                      reply ->
                          reply
                              .with(DIGEST, OTHER)
                              .adding(DIGEST, reply.header(DIGEST).orElse(""))),
                  GET_MANIFEST)
              .stops(DIGEST_MISMATCH));

  private DigestLies() {}

  private static Lie announced(String name, String digest) {
    return Lie.always(name, Deed.edit(reply -> reply.with(DIGEST, digest)), GET_MANIFEST)
        .stops(PROTOCOL_VIOLATION, "digest that is none");
  }

  private static java.util.function.Consumer<Stage> damage(Predicate<FrontRequest> which) {
    return stage ->
        stage.misdeed(
            Misdeed.when(request -> request.kind() == GET_MANIFEST && which.test(request), DAMAGE));
  }

  private static boolean manifest(FrontRequest request) {
    return request.kind() == GET_MANIFEST && !byTag(request);
  }

  private static boolean byTag(FrontRequest request) {
    return !request.path().contains("sha256:");
  }

  /** White space at the end keeps JSON what it is. */
  private static byte[] damaged(byte[] bytes) {
    byte[] other = bytes.clone();
    other[other.length / 2] ^= 1;
    return other;
  }

  private static String sha512(byte[] bytes) {
    try {
      return Digest.of("sha512", java.security.MessageDigest.getInstance("SHA-512").digest(bytes))
          .toString();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
