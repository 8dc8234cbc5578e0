package io.github.difyarms.registry;

import static io.github.difyarms.registry.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerFiles;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Script;
import io.github.difyarms.net.LoopbackServer.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedUploadTest {
  @TempDir private Path folder = Path.of("");
  private GrowingBlob blob;
  private LayerBlob layer;

  @BeforeEach
  void writeLayer() throws IOException {
    Path file = Files.write(folder.resolve("program"), bytes(700_000));
    LayerFiles files =
        new LayerFiles.Builder("test")
            .add(
                file,
                AbsoluteUnixPath.get("/main"),
                new EntryAttributes(0755, 0, 0, Instant.EPOCH, new TreeMap<>()))
            .build();
    blob = new GrowingBlob(folder.resolve("layer.tar.gz"));
    layer = LayerWriter.write(files, blob);
  }

  private static Reply at(String location) {
    return Reply.of(202).with("Location", location);
  }

  private Reply simple(Seen request) {
    return switch (request.method()) {
      case "POST" -> at("/v2/to/blobs/uploads/7?_state=a");
      case "PATCH" -> at("/v2/to/blobs/uploads/7?_state=b");
      default -> Reply.of(201).with("Docker-Content-Digest", layer.digest().toString());
    };
  }

  private String put(String state) {
    return "PUT /v2/to/blobs/uploads/7?_state="
        + state
        + "&digest=sha256%3A"
        + layer.digest().hex();
  }

  private List<String> pushed(Script script) throws IOException {
    try (Fixture f = new Fixture(script)) {
      assertThat(f.push("to").pushBlob(blob, () -> {}))
          .isEqualTo(new Transfer(Transfer.Kind.PUSHED, layer.size()));
      return f.server.asked();
    }
  }

  @Test
  void takesThreeRequestsAndNoLength() throws IOException {
    try (Fixture f = new Fixture(this::simple)) {
      f.push("to").pushBlob(blob, () -> {});

      assertThat(f.server.asked())
          .containsExactly(
              "POST /v2/to/blobs/uploads/", "PATCH /v2/to/blobs/uploads/7?_state=a", put("b"));
      Seen patch = f.server.seen().get(1);
      assertThat(patch.body()).isEqualTo(Files.readAllBytes(folder.resolve("layer.tar.gz")));
      assertThat(patch.headers().first("Transfer-Encoding")).contains("chunked");
      assertThat(patch.headers().first("Content-Length")).isEmpty();
      assertThat(f.server.seen().get(2).body()).isEmpty();
      assertThat(f.client.traffic().bytesSent()).isEqualTo(layer.size());
    }
  }

  @Test
  void aRegistryThatWantsALengthGetsOne() throws IOException {
    assertThat(pushed(r -> r.method().equals("PATCH") ? Reply.of(411) : simple(r)))
        .containsExactly(
            "POST /v2/to/blobs/uploads/",
            "PATCH /v2/to/blobs/uploads/7?_state=a",
            "POST /v2/to/blobs/uploads/",
            put("a"));
  }

  @Test
  void whatArrivedInPartIsSentAgain() throws IOException {
    Script cut = r -> r.method().equals("PATCH") ? simple(r).with("Range", "0-99") : simple(r);
    AtomicInteger puts = new AtomicInteger();
    Script unsaid =
        r ->
            r.method().equals("PUT") && puts.incrementAndGet() == 1
                ? Fixture.error(400, "DIGEST_INVALID", "provided digest did not match")
                : simple(r);

    assertThat(pushed(cut))
        .extracting(line -> line.split(" ")[0])
        .containsExactly("POST", "PATCH", "POST", "PUT");
    assertThat(pushed(unsaid))
        .extracting(line -> line.split(" ")[0])
        .containsExactly("POST", "PATCH", "PUT", "POST", "PUT");
  }

  @Test
  void aRegistryThatNamesALeastChunkGetsChunks() throws IOException {
    Script script =
        r -> r.method().equals("POST") ? simple(r).with("OCI-Chunk-Min-Length", "100") : simple(r);

    assertThat(pushed(script))
        .extracting(line -> line.split(" ")[0])
        .containsExactly("POST", "PATCH", "PUT");
  }

  @Test
  void anUploadThatBreaksOffStartsAgainWhereNothingElseIsKnown() throws IOException {
    AtomicInteger patches = new AtomicInteger();
    Script script =
        r -> {
          if (r.method().equals("PATCH") && patches.incrementAndGet() == 1) {
            throw new IllegalStateException("the server hangs up");
          }
          return simple(r);
        };

    assertThat(pushed(script)).last().isEqualTo(put("a"));
  }

  @Test
  void aLoginThatRanOutIsRenewedAndTheUploadStartsAgain() throws IOException {
    AtomicInteger patches = new AtomicInteger();
    Script script =
        r ->
            r.method().equals("PATCH") && patches.incrementAndGet() == 1
                ? Reply.of(401).with("WWW-Authenticate", "Basic realm=\"here\"")
                : simple(r);

    assertThat(pushed(script))
        .extracting(line -> line.split(" ")[0])
        .containsExactly("POST", "PATCH", "POST", "PUT");
  }

  @Test
  void aRefusalIsNotRepeated() {
    Script script =
        r ->
            r.method().equals("PATCH")
                ? Fixture.error(403, "DENIED", "quota is used up")
                : simple(r);

    assertThatThrownBy(() -> pushed(script))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            stop -> assertThat(stop.code()).isEqualTo(ErrorCode.PUSH_REFUSED))
        .hasMessageContaining("quota is used up");
  }

  @Test
  void aBlobThatIsNeverFinishedGetsNoDigest() throws IOException {
    GrowingBlob broken = new GrowingBlob(folder.resolve("broken"));
    broken.fail(new IOException("disk full"));
    try (Fixture f = new Fixture(this::simple)) {
      assertThatThrownBy(() -> f.push("to").pushBlob(broken, () -> {}))
          .hasMessageContaining("disk full");

      assertThat(f.server.asked()).noneMatch(line -> line.startsWith("PUT"));
    }
  }
}
