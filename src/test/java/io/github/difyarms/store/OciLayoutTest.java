package io.github.difyarms.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.testing.CommandLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutTest {
  private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder = Path.of("");

  private static Descriptor descriptor(byte[] bytes) {
    return Descriptor.of("application/example", Digest.of(bytes), bytes.length);
  }

  private static RawManifest manifest(int number) {
    String json =
        "{\"mediaType\":\"%s\",\"manifests\":[],\"number\":%d}"
            .formatted(MediaTypes.OCI_INDEX, number);
    return RawManifest.of(MediaTypes.OCI_INDEX, json.getBytes(StandardCharsets.UTF_8));
  }

  private List<Path> blobs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("blobs/sha256"))) {
      return files.toList();
    }
  }

  private static RawManifest put(OciLayout layout, String tag) {
    ImageSink sink =
        new ImageSink() {
          @Override
          public void putBlob(String repository, byte[] bytes) {
            try {
              layout.pushBlob(descriptor(bytes), BlobContent.of(bytes));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void putManifest(String repository, String identifier, RawManifest manifest) {
            try {
              layout.putManifest(identifier, manifest);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MiniatureImages.builder().rich().withoutAttestations().build().pushTo(sink, "", tag);
  }

  @Test
  void skopeoReadsAndCopiesTheLayout() throws IOException {
    Optional<String> skopeo = CommandLine.find("skopeo", "no OCI layout was read by it");
    assumeTrue(skopeo.isPresent(), "skopeo");
    RawManifest index = put(OciLayout.create(folder.resolve("layout")), "1.16.1-arms");
    String source = "oci:" + folder.resolve("layout") + ":1.16.1-arms";

    String raw = CommandLine.of(skopeo.orElseThrow(), "inspect", "--raw", source).run().orFail();
    CommandLine.of(
            skopeo.orElseThrow(),
            "copy",
            "--all",
            "--preserve-digests",
            source,
            "oci:" + folder.resolve("copy") + ":x")
        .run()
        .orFail();

    assertThat(raw.strip()).isEqualTo(new String(index.bytes(), StandardCharsets.UTF_8));
    assertThat(OciLayout.create(folder.resolve("copy")).manifest("x")).isEqualTo(index);
  }

  @Test
  void aTagIsReplacedAndOthersStay() throws IOException {
    OciLayout layout = OciLayout.create(folder);
    layout.putManifest("a", manifest(1));
    layout.putManifest("b", manifest(1));
    layout.putManifest("a", manifest(2));

    OciLayout again = OciLayout.create(folder);

    assertThat(again.manifest("a")).isEqualTo(manifest(2));
    assertThat(again.manifest("b")).isEqualTo(manifest(1));
    assertThat(again.head("a")).contains(manifest(2).digest());
    assertThat(again.head("c")).isEmpty();
    assertThat(again.manifest(manifest(1).digest().toString())).isEqualTo(manifest(1));
    assertThat(again.head(Digest.of(BYTES).toString())).isEmpty();
    byte[] index = Files.readAllBytes(folder.resolve("index.json"));
    assertThat(Json.readObject(index, "index").path("manifests")).hasSize(2);
  }

  @Test
  void anImageThatLostABlobIsNotThereAnyMore() throws IOException {
    OciLayout layout = OciLayout.create(folder.resolve("layout"));
    RawManifest index = put(layout, "1.16.1-arms");
    assertThat(layout.head("1.16.1-arms")).contains(index.digest());
    RawManifest child = layout.manifest(ImageIndex.of(index).images().get(0).digest().toString());
    String lost = ImageManifest.of(child).layers().get(3).digest().hex();

    Files.delete(folder.resolve("layout/blobs/sha256").resolve(lost));

    assertThat(layout.head("1.16.1-arms")).isEmpty();
  }

  @Test
  void aManifestWithoutMediaTypeKeepsTheOneOfItsEntry() throws IOException {
    RawManifest plain =
        RawManifest.of(MediaTypes.OCI_INDEX, "{\"manifests\":[]}".getBytes(StandardCharsets.UTF_8));
    OciLayout layout = OciLayout.create(folder);
    layout.putManifest("a", plain);

    assertThat(layout.manifest("a").mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(layout.manifest(plain.digest().toString()).mediaType())
        .isEqualTo(MediaTypes.OCI_INDEX);
  }

  @Test
  void bytesWithAnotherDigestAreNotKept() throws IOException {
    OciLayout layout = OciLayout.create(folder);

    assertThatThrownBy(() -> layout.pushBlob(descriptor(BYTES), BlobContent.of(new byte[3])))
        .hasMessageContaining("DA-204");
    assertThat(blobs()).isEmpty();
  }

  @Test
  void anInterruptedWriteLeavesNothing() throws IOException {
    OciLayout layout = OciLayout.create(folder);
    InputStream broken = InputStream.nullInputStream();
    broken.close(); // reading it is an IOException from now on
    BlobContent half = () -> new SequenceInputStream(new ByteArrayInputStream(BYTES), broken);

    assertThatThrownBy(() -> layout.pushBlob(descriptor(BYTES), half)).hasMessage("Stream closed");
    assertThat(blobs()).isEmpty();
  }

  @Test
  void aBlobIsCopiedOnceAndReadBackVerified() throws IOException {
    OciLayout from = OciLayout.create(folder.resolve("from"));
    OciLayout to = OciLayout.create(folder.resolve("to"));
    Descriptor blob = descriptor(BYTES);
    from.pushBlob(blob, BlobContent.of(BYTES));

    assertThat(to.copyBlob(blob, from).kind()).isEqualTo(Transfer.Kind.STREAMED);
    assertThat(to.copyBlob(blob, from).kind()).isEqualTo(Transfer.Kind.PRESENT);
    try (InputStream in = to.open(blob)) {
      assertThat(in.readAllBytes()).isEqualTo(BYTES);
    }
  }

  @Test
  void aBlobDamagedOnDiskIsNoticedWhenReadAndReplacedWhenCopied() throws IOException {
    OciLayout from = OciLayout.create(folder.resolve("from"));
    OciLayout to = OciLayout.create(folder.resolve("to"));
    Descriptor blob = descriptor(BYTES);
    from.pushBlob(blob, BlobContent.of(BYTES));
    Path file = folder.resolve("to/blobs/sha256").resolve(blob.digest().hex());
    Files.write(file, new byte[] {1});

    try (InputStream in = to.open(blob)) {
      assertThatThrownBy(in::readAllBytes).hasMessageContaining("DA-204");
    }
    assertThat(to.copyBlob(blob, from).kind()).isEqualTo(Transfer.Kind.STREAMED);
    assertThat(file).hasBinaryContent(BYTES);
  }

  @Test
  void aManifestDamagedOnDiskIsNotReturned() throws IOException {
    OciLayout layout = OciLayout.create(folder);
    layout.putManifest("a", manifest(1));
    Files.write(
        folder.resolve("blobs/sha256").resolve(manifest(1).digest().hex()), manifest(2).bytes());

    assertThatThrownBy(() -> layout.manifest("a")).hasMessageContaining("DA-204");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefusedByCode() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> OciLayout.create(file)).hasMessageContaining("DA-501");
  }

  @Test
  void aLinkToADirectoryWillDo() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    OciLayout.create(link).putManifest("a", manifest(1));
    AtomicFiles.write(link.resolve("note"), BYTES);

    assertThat(real.resolve("index.json")).exists();
    assertThat(real.resolve("note")).hasBinaryContent(BYTES);
  }

  @Test
  void whatKilledBuildsLeftUnfinishedGoesAfterADay() throws IOException {
    OciLayout layout = OciLayout.create(folder);
    Path old = Files.write(folder.resolve("blobs/sha256/.partial123"), BYTES);
    Path older = Files.write(folder.resolve(".partial456"), BYTES);
    Path now = Files.write(folder.resolve("blobs/sha256/.partial789"), BYTES);
    for (Path file : List.of(old, older)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    }
    layout.pushBlob(descriptor(BYTES), BlobContent.of(BYTES));

    OciLayout.create(folder);

    assertThat(old).doesNotExist();
    assertThat(older).doesNotExist();
    assertThat(now).exists(); // another build may be writing it
    assertThat(layout.has(descriptor(BYTES))).isTrue();
  }

  @Test
  void aLayoutThatCannotBeWrittenSaysSo() throws IOException {
    OciLayout layout = OciLayout.create(folder);
    Files.delete(folder.resolve("blobs/sha256"));
    Files.write(folder.resolve("blobs/sha256"), BYTES); // as good as a disk that is full

    assertThatThrownBy(() -> layout.pushBlob(descriptor(BYTES), BlobContent.of(BYTES)))
        .hasMessageContaining("DA-501")
        .hasMessageContaining(folder.toString());
    assertThatThrownBy(() -> layout.putManifest("tag", manifest(1))).hasMessageContaining("DA-501");
  }
}
