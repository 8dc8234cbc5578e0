package io.github.difyarms.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.net.LoopbackServer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final String INDEX =
      "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[]}";
  private static final Digest DIGEST = Digest.of(INDEX.getBytes(StandardCharsets.UTF_8));
  private static final String OTHER = "sha256:" + "0".repeat(64);

  private static Reply index() {
    return Reply.of(200, INDEX).with("Content-Type", MediaTypes.OCI_INDEX);
  }

  private static void assertStops(ErrorCode code, Reply reply, String identifier) throws Exception {
    try (Fixture f = new Fixture(r -> reply)) {
      assertThatThrownBy(() -> f.pull("a").manifest(identifier))
          .isInstanceOfSatisfying(
              DifyArmsException.class, stop -> assertThat(stop.code()).isEqualTo(code));
    }
  }

  @Test
  void readsByTagAndByDigest() throws Exception {
    try (Fixture f = new Fixture(r -> index().with("Docker-Content-Digest", DIGEST.toString()))) {
      RawManifest byTag = f.pull("a/b").manifest("1.0");
      RawManifest byDigest = f.pull("a/b").manifest(DIGEST.toString());

      assertThat(byTag).isEqualTo(byDigest);
      assertThat(byTag.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
      assertThat(f.server.asked())
          .containsExactly("GET /v2/a/b/manifests/1.0", "GET /v2/a/b/manifests/" + DIGEST);
      assertThat(f.server.seen().get(0).headers().first("Accept")).contains(MediaTypes.ACCEPT);
    }
  }

  @Test
  void bytesThatAreNotThoseAskedForAreRefused() throws Exception {
    assertStops(ErrorCode.DIGEST_MISMATCH, index(), OTHER);
  }

  @Test
  void bytesThatAreNotThoseAnnouncedAreRefused() throws Exception {
    assertStops(ErrorCode.DIGEST_MISMATCH, index().with("Docker-Content-Digest", OTHER), "1.0");
  }

  @Test
  void schemaOneIsRefused() throws Exception {
    assertStops(
        ErrorCode.FORMAT_REFUSED,
        Reply.of(200, "{\"schemaVersion\":1}")
            .with("Content-Type", MediaTypes.DOCKER_SCHEMA1_SIGNED),
        "1.0");
  }

  @Test
  void aTypeThatContradictsTheDocumentIsRefused() throws Exception {
    assertStops(
        ErrorCode.PROTOCOL_VIOLATION,
        Reply.of(200, INDEX).with("Content-Type", MediaTypes.DOCKER_MANIFEST),
        "1.0");
  }

  @Test
  void aDocumentThatIsIndexAndManifestIsRefused() throws Exception {
    assertStops(
        ErrorCode.PROTOCOL_VIOLATION,
        Reply.of(200, INDEX.replace("[]", "[],\"layers\":[]"))
            .with("Content-Type", MediaTypes.OCI_INDEX),
        "1.0");
  }

  @Test
  void aGenericContentTypeLeavesTheWordToTheDocument() throws Exception {
    try (Fixture f =
        new Fixture(r -> Reply.of(200, INDEX).with("Content-Type", "application/json"))) {
      assertThat(f.pull("a").manifest("x").mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    }
  }

  @Test
  void moreThanFourMebibytesAreRefused() throws Exception {
    assertStops(ErrorCode.LIMIT_EXCEEDED, Reply.of(200, new byte[(4 << 20) + 1]), "1.0");
  }

  @Test
  void anUnknownTagIsNotFound() throws Exception {
    assertStops(
        ErrorCode.NOT_FOUND, Fixture.error(404, "MANIFEST_UNKNOWN", "manifest unknown"), "1.0");
  }

  @Test
  void manifestsAreNotFetchedFromElsewhere() throws Exception {
    assertStops(ErrorCode.REDIRECT_REFUSED, Reply.of(307).with("Location", "/elsewhere"), "1.0");
  }

  @Test
  void anIdentifierIsCheckedBeforeItBecomesAPath() throws Exception {
    assertStops(ErrorCode.REFERENCE_MALFORMED, index(), "../../token");
  }

  @Test
  void headReturnsTheDigestWithOneRequest() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200).with("Docker-Content-Digest", OTHER))) {
      assertThat(f.pull("a").head("x")).contains(Digest.parse(OTHER));
      assertThat(f.server.asked()).containsExactly("HEAD /v2/a/manifests/x");
    }
  }

  @Test
  void headOfAnUnknownTagIsEmpty() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(404))) {
      assertThat(f.pull("a").head("x")).isEmpty();
    }
  }

  @Test
  void headWithoutADigestReadsTheManifest() throws Exception {
    try (Fixture f = new Fixture(r -> index())) {
      assertThat(f.pull("a").head("x")).contains(DIGEST);
      assertThat(f.server.asked())
          .containsExactly("HEAD /v2/a/manifests/x", "GET /v2/a/manifests/x");
    }
  }

  @Test
  void aTruncatedManifestIsReadAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (Fixture f = new Fixture(r -> count.incrementAndGet() == 1 ? index().cut(20) : index())) {
      assertThat(f.pull("a").manifest("x").digest()).isEqualTo(DIGEST);
    }
  }
}
