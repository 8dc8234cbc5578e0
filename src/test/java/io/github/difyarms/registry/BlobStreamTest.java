package io.github.difyarms.registry;

import static io.github.difyarms.registry.Fixture.blob;
import static io.github.difyarms.registry.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlobStreamTest {
  private static final byte[] CONTENT = bytes(100_000);
  private static final Descriptor BLOB = blob(CONTENT);

  private static byte[] read(Repository repository, Descriptor blob) throws Exception {
    try (InputStream in = repository.open(blob)) {
      return in.readAllBytes();
    }
  }

  private static Reply rest(LoopbackServer.Seen request) {
    int from =
        request
            .headers()
            .first("Range")
            .map(range -> Integer.parseInt(range.replace("bytes=", "").replace("-", "")))
            .orElse(0);
    if (from == 0) {
      return Reply.of(200, CONTENT);
    }
    return Reply.of(206, Arrays.copyOfRange(CONTENT, from, CONTENT.length))
        .with("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
  }

  private static void assertStops(ErrorCode code, Fixture f, Descriptor blob, String... words) {
    assertThatThrownBy(() -> read(f.pull("a"), blob))
        .isInstanceOfSatisfying(
            DifyArmsException.class, stop -> assertThat(stop.code()).isEqualTo(code))
        .satisfies(
            stop ->
                assertThat(List.of(words)).allMatch(String.valueOf(stop.getMessage())::contains));
  }

  @Test
  void readsABlob() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200, CONTENT))) {
      assertThat(read(f.pull("a"), BLOB)).isEqualTo(CONTENT);
      assertThat(f.server.asked()).containsExactly("GET /v2/a/blobs/" + BLOB.digest());
      assertThat(f.client.traffic().bytesReceived()).isEqualTo(CONTENT.length);
    }
  }

  @Test
  void readsAnEmptyBlob() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200))) {
      assertThat(read(f.pull("a"), blob(new byte[0]))).isEmpty();
    }
  }

  @Test
  void goesOnWithRangeAfterATruncatedBody() throws Exception {
    try (Fixture f =
        new Fixture(r -> r.headers().first("Range").isEmpty() ? rest(r).cut(40_000) : rest(r))) {
      assertThat(read(f.pull("a"), BLOB)).isEqualTo(CONTENT);
      assertThat(f.server.seen().get(1).headers().first("Range")).contains("bytes=40000-");
      assertThat(f.server.seen()).hasSize(2);
    }
  }

  @Test
  void acceptsAWholeBodyWhereTheRestWasAskedFor() throws Exception {
    try (Fixture f =
        new Fixture(
            r ->
                r.headers().first("Range").isEmpty()
                    ? Reply.of(200, CONTENT).cut(70_000)
                    : Reply.of(200, CONTENT))) {
      assertThat(read(f.pull("a"), BLOB)).isEqualTo(CONTENT);
    }
  }

  @Test
  void refusesARestThatStartsElsewhere() throws Exception {
    try (Fixture f =
        new Fixture(
            r ->
                r.headers().first("Range").isEmpty()
                    ? Reply.of(200, CONTENT).cut(70_000)
                    : Reply.of(206, CONTENT).with("Content-Range", "bytes 0-99999/100000"))) {
      assertStops(ErrorCode.PROTOCOL_VIOLATION, f, BLOB, "asked from byte 70000");
    }
  }

  @Test
  void givesUpOnAServerThatKeepsBreakingOff() throws Exception {
    try (Fixture f = new Fixture(r -> rest(r).cut(10))) {
      assertStops(ErrorCode.REGISTRY_FAILED, f, BLOB);
      assertThat(f.server.seen()).hasSize(4);
    }
  }

  @Test
  void refusesOtherBytesBeforeTheLastOneIsHandedOut() throws Exception {
    byte[] forged = CONTENT.clone();
    forged[5]++;
    try (Fixture f = new Fixture(r -> Reply.of(200, forged));
        InputStream in = f.pull("a").open(BLOB)) {
      assertThatThrownBy(() -> in.readNBytes(CONTENT.length))
          .isInstanceOfSatisfying(
              DifyArmsException.class,
              stop -> assertThat(stop.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
    }
  }

  @Test
  void refusesABodyThatIsTooLong() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200, bytes(100_001)))) {
      assertStops(ErrorCode.PROTOCOL_VIOLATION, f, BLOB, "Content-Length announces 100001");
    }
  }

  @Test
  void aMissingBlobIsNotFound() throws Exception {
    try (Fixture f = new Fixture(r -> Fixture.error(404, "BLOB_UNKNOWN", "unknown"))) {
      assertStops(ErrorCode.NOT_FOUND, f, BLOB, "BLOB_UNKNOWN", BLOB.digest().toString());
    }
  }

  @Test
  void followsARedirectWithoutCredentialsAndAsksForAFreshAddressAfterAFailure() throws Exception {
    try (LoopbackServer storage =
            LoopbackServer.http(r -> r.path().endsWith("1") ? rest(r).cut(40_000) : rest(r));
        Fixture f =
            new Fixture(
                r -> {
                  if (r.authorization().isEmpty()) {
                    return Reply.of(401).with("WWW-Authenticate", "Basic realm=\"x\"");
                  }
                  String sign = r.headers().first("Range").isEmpty() ? "1" : "2";
                  return Reply.of(307).with("Location", storage.url("/data?sign=" + sign));
                })) {
      assertThat(read(f.pull("a"), BLOB)).isEqualTo(CONTENT);
      assertThat(storage.asked()).containsExactly("GET /data?sign=1", "GET /data?sign=2");
      assertThat(storage.seen()).allSatisfy(r -> assertThat(r.authorization()).isEmpty());
      assertThat(f.notes.traces).extracting("url").contains(storage.url("/data?sign=…"));
    }
  }

  @Test
  void stopsInARingOfRedirects() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(302).with("Location", "/again"))) {
      assertStops(ErrorCode.REDIRECT_REFUSED, f, BLOB);
      assertThat(f.server.seen()).hasSize(6);
    }
  }

  @Test
  void closingEarlyDoesNotReadTheRest() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200, bytes(8 << 20)))) {
      try (InputStream in = f.pull("a").open(blob(bytes(8 << 20)))) {
        in.readNBytes(100);
      }
      assertThat(f.client.traffic().bytesReceived()).isLessThan(1 << 20);
    }
  }

  @Test
  void anonymousPullNeedsNoCredentials() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200, CONTENT))) {
      Repository repository =
          f.client.repository(f.name("a"), found -> Optional.empty(), Access.PULL);
      assertThat(read(repository, BLOB)).hasSize(CONTENT.length);
    }
  }
}
