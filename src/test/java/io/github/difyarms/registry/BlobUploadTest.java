package io.github.difyarms.registry;

import static io.github.difyarms.registry.Fixture.blob;
import static io.github.difyarms.registry.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Script;
import io.github.difyarms.net.LoopbackServer.Seen;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlobUploadTest {
  private static final byte[] CONTENT = bytes(50_000);
  private static final Descriptor BLOB = blob(CONTENT);
  private static final String DIGEST = "digest=sha256%3A" + BLOB.digest().hex();

  private static Reply begun(String location) {
    return Reply.of(202).with("Location", location);
  }

  private static Reply created() {
    return Reply.of(201).with("Docker-Content-Digest", BLOB.digest().toString());
  }

  private static Reply simple(Seen request) {
    return request.method().equals("POST") ? begun("/v2/to/blobs/uploads/7?_state=s") : created();
  }

  private static Transfer push(Fixture f) {
    return f.push("to").pushBlob(BLOB, BlobContent.of(CONTENT));
  }

  private static void assertStops(ErrorCode code, Script script, String... words) {
    try (Fixture f = new Fixture(script)) {
      assertThatThrownBy(() -> push(f))
          .isInstanceOfSatisfying(
              DifyArmsException.class,
              stop -> {
                assertThat(stop.code()).isEqualTo(code);
                assertThat(stop.getMessage()).contains(BLOB.digest().hex()).contains(words);
              });
    }
  }

  @Test
  void takesTwoRequestsAndKeepsTheQueryOfTheLocation() {
    try (Fixture f = new Fixture(BlobUploadTest::simple)) {
      assertThat(push(f)).isEqualTo(new Transfer(Transfer.Kind.PUSHED, CONTENT.length));

      assertThat(f.server.asked())
          .containsExactly(
              "POST /v2/to/blobs/uploads/", "PUT /v2/to/blobs/uploads/7?_state=s&" + DIGEST);
      assertThat(f.server.seen().get(1).body()).isEqualTo(CONTENT);
      assertThat(f.server.seen().get(1).headers().first("Content-Length")).contains("50000");
      assertThat(f.client.traffic().bytesSent()).isEqualTo(CONTENT.length);
    }
  }

  @Test
  void takesAnAbsoluteLocationWithoutQuery() {
    try (Fixture f =
        new Fixture(
            r ->
                r.method().equals("POST")
                    ? begun("http://" + r.headers().first("Host").orElseThrow() + "/up/7")
                    : created())) {
      push(f);
      assertThat(f.server.asked()).last().isEqualTo("PUT /up/7?" + DIGEST);
    }
  }

  @Test
  void anUploadLostInMidwayStartsAgain() {
    AtomicInteger puts = new AtomicInteger();
    try (Fixture f =
        new Fixture(
            r ->
                r.method().equals("PUT") && puts.incrementAndGet() == 1
                    ? Fixture.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
                    : simple(r))) {
      push(f);
      assertThat(f.server.asked())
          .extracting(line -> line.split(" ")[0])
          .containsExactly("POST", "PUT", "POST", "PUT");
    }
  }

  @Test
  void anUploadThatMeetsABadGatewayStartsAgain() {
    AtomicInteger puts = new AtomicInteger();
    try (Fixture f =
        new Fixture(
            r ->
                r.method().equals("PUT") && puts.incrementAndGet() == 1
                    ? Reply.of(502)
                    : simple(r))) {
      push(f);
      assertThat(f.server.asked())
          .extracting(line -> line.split(" ")[0])
          .containsExactly("POST", "PUT", "POST", "PUT");
      assertThat(f.notes.reasons).containsExactly("HTTP 502");
    }
  }

  @Test
  void aStormOfServerErrorsEnds() {
    assertStops(
        ErrorCode.REGISTRY_FAILED,
        r -> r.method().equals("PUT") ? Reply.of(503, "overloaded") : simple(r),
        "HTTP 503, overloaded");
  }

  @Test
  void aTokenThatRanOutInMidwayIsRenewedAndTheUploadStartsAgain() {
    AtomicInteger tokens = new AtomicInteger();
    try (Fixture f =
        new Fixture(
            r -> {
              if (r.path().startsWith("/token")) {
                return Reply.of(200, "{\"token\":\"t" + tokens.incrementAndGet() + "\"}");
              }
              String wanted = r.method().equals("PUT") ? "Bearer t2" : "Bearer t";
              if (r.authorization().orElse("").startsWith(wanted)) {
                return simple(r);
              }
              String realm = "http://" + r.headers().first("Host").orElseThrow() + "/token";
              return Reply.of(401).with("WWW-Authenticate", "Bearer realm=\"" + realm + "\"");
            })) {
      push(f);
      assertThat(tokens).hasValue(2);
    }
  }

  @Test
  void aRefusedSinglePutIsSentInChunks() {
    try (Fixture f =
        new Fixture(
            r -> {
              if (r.method().equals("PUT") && r.body().length > 0) {
                return Reply.of(413);
              }
              return r.method().equals("PATCH") ? begun("/up/next") : simple(r);
            })) {
      f.client = f.client(new RegistryOptions(Set.of(), 30_000));
      push(f);

      assertThat(f.server.asked())
          .extracting(line -> line.split(" ")[0])
          .containsExactly("POST", "PUT", "POST", "PATCH", "PATCH", "PUT");
      assertThat(f.server.seen().get(4).headers().first("Content-Range")).contains("30000-49999");
      assertThat(f.server.asked()).last().isEqualTo("PUT /up/next?" + DIGEST);
    }
  }

  @Test
  void chunksAreAtLeastAsLongAsTheRegistryWants() {
    try (Fixture f =
        new Fixture(
            r -> {
              Reply reply = r.method().equals("PATCH") ? begun("/up/next") : simple(r);
              return reply.with("OCI-Chunk-Min-Length", "40000");
            })) {
      f.client = f.client(new RegistryOptions(Set.of(), 10_000));
      push(f);

      assertThat(f.server.seen())
          .filteredOn(r -> r.method().equals("PATCH"))
          .extracting(r -> r.body().length)
          .containsExactly(40_000, 10_000);
    }
  }

  @Test
  void aBrokenUploadGoesOnWhereTheRegistryStands() {
    AtomicInteger puts = new AtomicInteger();
    try (Fixture f =
        new Fixture(
            r ->
                switch (r.method()) {
                  case "PUT" -> puts.incrementAndGet() == 1 ? Reply.of(500) : created();
                  case "GET" ->
                      Reply.of(204).with("Range", "0-44999").with("Location", "/up/resumed");
                  case "PATCH" -> begun("/up/next");
                  default -> simple(r);
                })) {
      f.client = f.client(new RegistryOptions(Set.of(), 10_000));
      push(f);

      assertThat(f.server.asked())
          .containsSubsequence("GET /v2/to/blobs/uploads/7?_state=s", "PATCH /up/resumed");
      assertThat(f.server.seen())
          .filteredOn(r -> r.method().equals("PATCH"))
          .extracting(r -> r.body().length)
          .containsExactly(5_000);
    }
  }

  @Test
  void anUploadThatWentOnAndHoldsOtherBytesStartsAgain() {
    AtomicInteger puts = new AtomicInteger();
    try (Fixture f =
        new Fixture(
            r ->
                switch (r.method()) {
                  case "PUT" ->
                      switch (puts.incrementAndGet()) {
                        case 1 -> Reply.of(500);
                        case 2 -> Fixture.error(400, "DIGEST_INVALID", "other bytes");
                        default -> created();
                      };
                  case "GET" ->
                      Reply.of(204).with("Range", "0-44999").with("Location", "/up/resumed");
                  case "PATCH" -> begun("/up/next");
                  default -> simple(r);
                })) {
      f.client = f.client(new RegistryOptions(Set.of(), 10_000));
      push(f);

      assertThat(f.server.asked())
          .extracting(line -> line.split(" ")[0])
          .containsExactly("POST", "PUT", "GET", "PATCH", "PUT", "POST", "PUT");
    }
  }

  @Test
  void aBrokenChunkIsSentAgainFromTheLastLocation() {
    AtomicInteger patches = new AtomicInteger();
    try (Fixture f =
        new Fixture(
            r ->
                switch (r.method()) {
                  case "PUT" -> r.body().length > 0 ? Reply.of(413) : created();
                  case "GET" ->
                      Reply.of(204).with("Range", "0-29999").with("Location", "/up/again");
                  case "PATCH" ->
                      patches.incrementAndGet() == 2
                          ? Reply.of(502)
                          : begun("/up/" + patches.get());
                  default -> simple(r);
                })) {
      f.client = f.client(new RegistryOptions(Set.of(), 30_000));
      push(f);

      assertThat(f.server.asked())
          .endsWith("PATCH /up/1", "GET /up/1", "PATCH /up/again", "PUT /up/3?" + DIGEST);
    }
  }

  @Test
  void aRegistryThatMountsTakesOneRequest() {
    try (Fixture f = new Fixture(r -> created())) {
      Transfer transfer = f.push("to", "from").copyBlob(BLOB, f.pull("from"));

      assertThat(transfer).isEqualTo(new Transfer(Transfer.Kind.MOUNTED, 0));
      assertThat(f.server.asked())
          .containsExactly(
              "POST /v2/to/blobs/uploads/?mount=sha256%3A" + BLOB.digest().hex() + "&from=from");
    }
  }

  @Test
  void aRefusedMountIsStreamedIntoTheSessionItOpened() {
    try (Fixture f =
        new Fixture(r -> r.method().equals("GET") ? Reply.of(200, CONTENT) : simple(r))) {
      Transfer transfer = f.push("to", "from").copyBlob(BLOB, f.pull("from"));

      assertThat(transfer).isEqualTo(new Transfer(Transfer.Kind.STREAMED, CONTENT.length));
      assertThat(f.server.asked())
          .extracting(line -> line.split(" ")[0])
          .containsExactly("POST", "GET", "PUT");
      assertThat(f.server.seen().get(2).body()).isEqualTo(CONTENT);
    }
  }

  @Test
  void aForbiddenMountIsAnOrdinaryUpload() {
    try (Fixture f =
        new Fixture(
            r -> {
              if (r.path().contains("mount=")) {
                return Fixture.error(403, "DENIED", "no");
              }
              return r.method().equals("GET") ? Reply.of(200, CONTENT) : simple(r);
            })) {
      assertThat(f.push("to", "from").copyBlob(BLOB, f.pull("from")).kind())
          .isEqualTo(Transfer.Kind.STREAMED);
    }
  }

  @Test
  void theSourceResumesWhileTheTargetWaits() {
    try (Fixture from =
            new Fixture(
                r ->
                    r.headers().first("Range").isEmpty()
                        ? Reply.of(200, CONTENT).cut(20_000)
                        : Reply.of(206, java.util.Arrays.copyOfRange(CONTENT, 20_000, 50_000))
                            .with("Content-Range", "bytes 20000-49999/50000"));
        Fixture to = new Fixture(r -> r.method().equals("HEAD") ? Reply.of(404) : simple(r))) {
      to.push("to").copyBlob(BLOB, from.pull("from"));

      assertThat(to.server.asked())
          .extracting(line -> line.split(" ")[0])
          .containsExactly("HEAD", "POST", "PUT");
      assertThat(to.server.seen().get(2).body()).isEqualTo(CONTENT);
    }
  }

  @Test
  void othersMayGoOnBeforeTheFirstBytesMove() {
    try (Fixture from = new Fixture(r -> Reply.of(200, CONTENT));
        Fixture to = new Fixture(r -> r.method().equals("HEAD") ? Reply.of(404) : simple(r))) {
      List<Integer> read = new ArrayList<>();
      to.push("to").copyBlob(BLOB, from.pull("from"), () -> read.add(from.server.asked().size()));

      assertThat(read).containsExactly(0);
    }
  }

  @Test
  void thatABlobCanBeLookedForTellsNothingOfThePassword() {
    try (Fixture from = new Fixture(r -> Reply.of(200, CONTENT));
        Fixture to =
            new Fixture(
                r ->
                    r.method().equals("HEAD")
                        ? Reply.of(404)
                        : Fixture.error(401, "UNAUTHORIZED", "no"))) {
      List<String> told = new ArrayList<>();
      assertThatThrownBy(
              () -> to.push("to").copyBlob(BLOB, from.pull("from"), () -> told.add("go on")))
          .isInstanceOf(DifyArmsException.class);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void aRefusedMountLetsNobodyGoOn() {
    try (Fixture f =
        new Fixture(r -> Fixture.error(r.path().contains("mount=") ? 403 : 401, "DENIED", "no"))) {
      List<String> told = new ArrayList<>();
      assertThatThrownBy(
              () -> f.push("to", "from").copyBlob(BLOB, f.pull("from"), () -> told.add("go on")))
          .isInstanceOf(DifyArmsException.class);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void bytesWithAnotherDigestNeverCompleteAnUpload() {
    byte[] forged = CONTENT.clone();
    forged[0]++;
    try (Fixture from = new Fixture(r -> Reply.of(200, forged));
        Fixture to = new Fixture(r -> r.method().equals("HEAD") ? Reply.of(404) : simple(r))) {
      assertThatThrownBy(() -> to.push("to").copyBlob(BLOB, from.pull("from")))
          .isInstanceOfSatisfying(
              DifyArmsException.class,
              stop -> assertThat(stop.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
      assertThat(to.server.asked()).noneMatch(line -> line.startsWith("PUT"));
    }
  }

  @Test
  void aBlobTheOtherRegistryHasIsNotSentAgain() {
    try (Fixture from = new Fixture(r -> Reply.of(500));
        Fixture to = new Fixture(r -> Reply.of(200))) {
      assertThat(to.push("to").copyBlob(BLOB, from.pull("from")).kind())
          .isEqualTo(Transfer.Kind.PRESENT);
      assertThat(from.server.seen()).isEmpty();
    }
  }

  @Test
  void aRefusedPushQuotesTheRegistry() {
    assertStops(
        ErrorCode.PUSH_REFUSED,
        r -> Fixture.error(403, "DENIED", "requested access to the resource is denied"),
        "DENIED: requested access to the resource is denied");
  }

  @Test
  void anUploadWithoutAddressBreaksTheProtocol() {
    assertStops(ErrorCode.PROTOCOL_VIOLATION, r -> Reply.of(202), "without Location");
  }

  @Test
  void contentThatIsTooShortIsADefect() {
    try (Fixture f = new Fixture(BlobUploadTest::simple)) {
      assertThatThrownBy(() -> f.push("to").pushBlob(BLOB, BlobContent.of(bytes(10))))
          .isInstanceOfSatisfying(
              DifyArmsException.class, stop -> assertThat(stop.code()).isEqualTo(ErrorCode.DEFECT));
    }
  }

  @Test
  void manifestsArePutWithTheirType() {
    RawManifest manifest =
        RawManifest.of(MediaTypes.OCI_INDEX, "{}".getBytes(StandardCharsets.UTF_8));
    try (Fixture f =
        new Fixture(
            r -> Reply.of(201).with("Docker-Content-Digest", manifest.digest().toString()))) {
      f.push("to").putManifest("1.0", manifest);

      Seen put = f.server.seen().get(0);
      assertThat(put).hasToString("PUT /v2/to/manifests/1.0");
      assertThat(put.headers().first("Content-Type")).contains(MediaTypes.OCI_INDEX);
      assertThat(put.text()).isEqualTo("{}");
    }
  }

  @Test
  void aManifestStoredUnderAnotherDigestStops() {
    RawManifest manifest = RawManifest.of(MediaTypes.OCI_INDEX, new byte[] {'{', '}'});
    Digest other = Digest.of(new byte[0]);
    try (Fixture f =
        new Fixture(r -> Reply.of(201).with("Docker-Content-Digest", other.toString()))) {
      assertThatThrownBy(() -> f.push("to").putManifest("1.0", manifest))
          .hasMessageContaining("DA-204");
    }
  }

  @Test
  void anImmutableTagIsNamed() {
    RawManifest manifest = RawManifest.of(MediaTypes.OCI_INDEX, new byte[] {'{', '}'});
    try (Fixture f =
        new Fixture(r -> Fixture.error(400, "TAG_IMMUTABLE", "tag 1.0 is immutable"))) {
      assertThatThrownBy(() -> f.push("to").putManifest("1.0", manifest))
          .hasMessageContaining("DA-206: the tag exists and may not change")
          .hasMessageContaining("TAG_IMMUTABLE: tag 1.0 is immutable");
    }
  }

  @Test
  void aSlowManifestPutThatEndsInAGatewayErrorIsRepeated() {
    AtomicInteger puts = new AtomicInteger();
    RawManifest manifest = RawManifest.of(MediaTypes.OCI_INDEX, new byte[] {'{', '}'});
    try (Fixture f =
        new Fixture(r -> puts.incrementAndGet() == 1 ? Reply.of(504) : Reply.of(201))) {
      f.push("to").putManifest("1.0", manifest);
      assertThat(puts).hasValue(2);
    }
  }

  @Test
  void anonymousSourceAndTargetShareNothing() {
    try (Fixture f = new Fixture(r -> created())) {
      Repository target = f.client.repository(f.name("to"), found -> Optional.empty(), Access.PUSH);
      assertThat(target.copyBlob(BLOB, f.pull("to")).kind()).isEqualTo(Transfer.Kind.PRESENT);
    }
  }
}
