package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.RawHttp;
import io.github.difyarms.testing.RawHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The options of the embedded registry and its book-keeping; the protocol has its own suite. */
class EmbeddedRegistryTest {
  private static final byte[] BLOB = "0123456789".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.of(BLOB);

  private static RawManifest manifest(String name) {
    return RawManifest.of(
        MediaTypes.OCI_INDEX,
        Json.write(
            Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_INDEX)
                .put("name", name)
                .set("manifests", Json.object().putArray("x"))));
  }

  private static Answer put(EmbeddedRegistry registry, String tag, RawManifest manifest) {
    return new RawHttp(registry.address())
        .send(
            "PUT",
            "/v2/a/manifests/" + tag,
            manifest.bytes(),
            Map.of("Content-Type", manifest.mediaType()));
  }

  @Test
  void refusedMountsBecomeUploads() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().refuseMounts().start()) {
      registry.putBlob("a", BLOB);

      Answer mount =
          new RawHttp(registry.address())
              .send("POST", "/v2/b/blobs/uploads/?mount=" + DIGEST + "&from=a");

      assertThat(mount.verdict()).isEqualTo("202");
      assertThat(registry.blob("b", DIGEST)).isEmpty();
      assertThat(registry.unfinishedUploads()).isEqualTo(1);
    }
  }

  @Test
  void anImmutableTagKeepsItsDigestButLatestMoves() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().immutableTags().start()) {
      assertThat(put(registry, "1", manifest("x")).verdict()).isEqualTo("201");
      assertThat(put(registry, "1", manifest("x")).verdict()).isEqualTo("201");
      assertThat(put(registry, "1", manifest("y")).verdict()).isEqualTo("409 TAG_IMMUTABLE");
      assertThat(put(registry, "latest", manifest("x")).verdict()).isEqualTo("201");
      assertThat(put(registry, "latest", manifest("y")).verdict()).isEqualTo("201");
      assertThat(registry.tags("a")).containsEntry("1", manifest("x").digest());
    }
  }

  @Test
  void attestationManifestsAreRefusedInTheWordsOfAcr() {
    try (EmbeddedRegistry source = EmbeddedRegistry.start();
        EmbeddedRegistry acr = EmbeddedRegistry.builder().refuseAttestations().start()) {
      RawManifest index = MiniatureImages.builder().build().pushTo(source, "a", "1");
      String attestation =
          Json.readObject(index.bytes(), "index").at("/manifests/2/digest").asText();

      Answer answer = put(acr, attestation, source.manifest("a", attestation).orElseThrow());

      assertThat(answer.verdict()).isEqualTo("403 DENIED");
      assertThat(answer.text())
          .contains("unknown manifest class for application/vnd.oci.empty.v1+json");
    }
  }

  @Test
  void aChunkBelowTheMinimumIsRefusedOnceAnotherFollows() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().chunkMinLength(11).start()) {
      RawHttp http = new RawHttp(registry.address());
      Answer start = http.send("POST", "/v2/a/blobs/uploads/");
      Answer first = http.send("PATCH", start.location(), BLOB);
      Answer second = http.send("PATCH", first.location(), BLOB);

      assertThat(start.header("OCI-Chunk-Min-Length")).isEqualTo("11");
      assertThat(first.verdict()).isEqualTo("202");
      assertThat(second.verdict()).isEqualTo("400 SIZE_INVALID");
    }
  }

  @Test
  void aBodyAboveTheLimitIsTooLarge() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().bodyLimit(9).start()) {
      RawHttp http = new RawHttp(registry.address());
      String location = http.send("POST", "/v2/a/blobs/uploads/").location();

      Answer put = http.send("PUT", location + "&digest=" + DIGEST, BLOB);

      assertThat(put.verdict()).isEqualTo("413 TOO_LARGE");
    }
  }

  @Test
  void locationsCanBeRelative() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().relativeLocations().start()) {
      Answer start = new RawHttp(registry.address()).send("POST", "/v2/a/blobs/uploads/");

      assertThat(start.location()).startsWith("/v2/a/blobs/uploads/");
    }
  }

  @Test
  void basicAuthWantsTheRightPassword() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().basicAuth("u", "p").start()) {
      Answer without = new RawHttp(registry.address()).send("GET", "/v2/");
      Answer wrong = new RawHttp(registry.address(), "u", "q").send("GET", "/v2/");
      Answer right = new RawHttp(registry.address(), "u", "p").send("GET", "/v2/");

      assertThat(without.verdict()).isEqualTo("401 UNAUTHORIZED");
      assertThat(without.header("WWW-Authenticate")).startsWith("Basic realm=");
      assertThat(wrong.verdict()).isEqualTo("401 UNAUTHORIZED");
      assertThat(right.verdict()).isEqualTo("200");
    }
  }

  private static String token(EmbeddedRegistry registry, String scopes) {
    Answer answer =
        new RawHttp(registry.address(), "u", "p")
            .send("GET", "/token?service=embedded-registry&scope=" + scopes);
    return Json.readObject(answer.require(200).body(), "token").path("token").asText();
  }

  private static Answer with(EmbeddedRegistry registry, String token, String method, String path) {
    return new RawHttp(registry.address())
        .send(method, path, Map.of("Authorization", "Bearer " + token));
  }

  @Test
  void aTokenIsGoodForItsScopesOnly() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().bearerAuth("u", "p").start()) {
      registry.putBlob("a", BLOB);
      String pull = token(registry, "repository:a:pull");
      String push = token(registry, "repository:b:pull,push");
      String both = token(registry, "repository:b:pull,push&scope=repository:a:pull");
      String mount = "/v2/b/blobs/uploads/?mount=" + DIGEST + "&from=a";

      Answer anonymous = new RawHttp(registry.address()).send("GET", "/v2/a/tags/list");
      Answer insufficient = with(registry, push, "POST", mount);

      assertThat(anonymous.header("WWW-Authenticate"))
          .isEqualTo(
              "Bearer realm=\"http://"
                  + registry.address()
                  + "/token\",service=\"embedded-registry\",scope=\"repository:a:pull\"");
      assertThat(with(registry, pull, "GET", "/v2/a/blobs/" + DIGEST).verdict()).isEqualTo("200");
      assertThat(with(registry, pull, "POST", "/v2/a/blobs/uploads/").status()).isEqualTo(401);
      assertThat(insufficient.header("WWW-Authenticate"))
          .contains("scope=\"repository:b:pull,push repository:a:pull\"")
          .contains("error=\"insufficient_scope\"");
      assertThat(with(registry, both, "POST", mount).verdict()).isEqualTo("201");
    }
  }

  @Test
  void aTokenIsUsedUp() {
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.builder().bearerAuth("u", "p").tokenUses(2).start()) {
      String token = token(registry, "repository:a:pull");

      assertThat(with(registry, token, "GET", "/v2/").verdict()).isEqualTo("200");
      assertThat(with(registry, token, "GET", "/v2/").verdict()).isEqualTo("200");
      Answer third = with(registry, token, "GET", "/v2/");
      assertThat(third.verdict()).isEqualTo("401 UNAUTHORIZED");
      assertThat(third.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    }
  }

  @Test
  void anybodyMayPullWhereItIsAllowed() {
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.builder().bearerAuth("u", "p").anonymousPull().start()) {
      Answer answer =
          new RawHttp(registry.address())
              .send("GET", "/token?service=embedded-registry&scope=repository:a:pull,push");
      String token = Json.readObject(answer.body(), "token").path("token").asText();
      registry.putBlob("a", BLOB);

      assertThat(with(registry, token, "GET", "/v2/a/blobs/" + DIGEST).verdict()).isEqualTo("200");
      assertThat(with(registry, token, "POST", "/v2/a/blobs/uploads/").status()).isEqualTo(401);
    }
  }

  @Test
  void everyRequestIsRecordedAndCounted() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().bearerAuth("u", "p").start()) {
      String token = token(registry, "repository:a:pull,push");
      String location = with(registry, token, "POST", "/v2/a/blobs/uploads/").location();
      new RawHttp(registry.address())
          .send(
              "PUT",
              location + "&digest=" + DIGEST,
              BLOB,
              Map.of("Authorization", "Bearer " + token));
      with(registry, token, "GET", "/v2/a/blobs/" + DIGEST);
      with(registry, token, "HEAD", "/v2/a/blobs/" + DIGEST);

      assertThat(registry.requests()).isEqualTo(4);
      assertThat(registry.tokenRequests()).isEqualTo(1);
      assertThat(registry.uploadedBytes("a")).isEqualTo(10);
      assertThat(registry.downloadedBlobs()).containsExactly(DIGEST);
      assertThat(registry.recorded())
          .extracting(RecordedRequest::method, RecordedRequest::status)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("GET", 200),
              org.assertj.core.groups.Tuple.tuple("POST", 202),
              org.assertj.core.groups.Tuple.tuple("PUT", 201),
              org.assertj.core.groups.Tuple.tuple("GET", 200),
              org.assertj.core.groups.Tuple.tuple("HEAD", 200));

      registry.reset();
      assertThat(registry.recorded()).isEmpty();
      assertThat(registry.blob("a", DIGEST)).contains(BLOB);
    }
  }

  @Test
  void aForgetfulRegistryLosesAnUploadAtAnOldAddress() {
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.builder().forgetInterruptedUploads().start()) {
      RawHttp http = new RawHttp(registry.address());
      String old = http.send("POST", "/v2/a/blobs/uploads/").location();
      http.send("PATCH", old, BLOB).require(202);

      assertThat(http.send("GET", old).verdict()).isEqualTo("404 BLOB_UPLOAD_INVALID");
    }
  }

  @Test
  void aMalformedRepositoryNameIsRefused() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      Answer answer = new RawHttp(registry.address()).send("POST", "/v2/A/b/blobs/uploads/");

      assertThat(answer.verdict()).isEqualTo("400 NAME_INVALID");
    }
  }
}
