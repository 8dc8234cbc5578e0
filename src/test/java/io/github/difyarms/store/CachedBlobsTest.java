package io.github.difyarms.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedBlobsTest {
  private static final byte[] BYTES = "a layer".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor LAYER =
      Descriptor.of("application/example", Digest.of(BYTES), BYTES.length);

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private int opened;

  private BuildCache cache() {
    return BuildCache.open(folder.resolve("cache"), told::add);
  }

  private Path cached() {
    return folder.resolve("cache/blobs/sha256").resolve(LAYER.digest().hex());
  }

  private Path inLayout(String layout) {
    return folder.resolve(layout).resolve("blobs/sha256").resolve(LAYER.digest().hex());
  }

  private Transfer copy(BuildCache cache, String layout) throws IOException {
    return OciLayout.create(folder.resolve(layout), cache.blobs()).copyBlob(LAYER, new Base());
  }

  /** A base with one layer, and a count of how often it was read. */
  private final class Base implements ImageSource {
    @Override
    public RawManifest manifest(String identifier) throws IOException {
      throw new FileNotFoundException(identifier);
    }

    @Override
    public Optional<Digest> head(String identifier) {
      return Optional.empty();
    }

    @Override
    public InputStream open(Descriptor blob) {
      opened++;
      return new ByteArrayInputStream(BYTES);
    }
  }

  @Test
  void aLayerIsReadOnceAndSharedByALink() throws IOException {
    assertThat(copy(cache(), "one").kind()).isEqualTo(Transfer.Kind.STREAMED);
    assertThat(copy(cache(), "two").kind()).isEqualTo(Transfer.Kind.PRESENT);

    assertThat(opened).isEqualTo(1);
    assertThat(inLayout("two")).hasBinaryContent(BYTES);
    assertThat(Files.getAttribute(cached(), "unix:nlink")).isEqualTo(3);
  }

  @Test
  void aLayerThatALayoutHasAlreadyIsLinkedIntoTheCache() throws IOException {
    OciLayout.create(folder.resolve("one")).copyBlob(LAYER, new Base());

    copy(cache(), "one");

    assertThat(cached()).hasBinaryContent(BYTES);
  }

  @Test
  void aLinkInALayoutIsNotTakenForALayer() throws IOException {
    OciLayout.create(folder.resolve("one")).copyBlob(LAYER, new Base());
    Path elsewhere = Files.move(inLayout("one"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(inLayout("one"), elsewhere);

    copy(cache(), "one");

    assertThat(Files.isSymbolicLink(cached())).isFalse();
    Files.delete(elsewhere);
    copy(cache(), "two");
    assertThat(inLayout("two")).hasBinaryContent(BYTES);
    assertThat(cached()).hasBinaryContent(BYTES);
  }

  @Test
  void whatWasWrittenThroughTheLinkIsNoticedDroppedAndReadAgain() throws IOException {
    copy(cache(), "one");
    Files.writeString(inLayout("one"), "a Layer");

    assertThat(copy(cache(), "two").kind()).isEqualTo(Transfer.Kind.STREAMED);

    assertThat(inLayout("two")).hasBinaryContent(BYTES);
    assertThat(cached()).hasBinaryContent(BYTES);
    assertThat(told).singleElement().asString().contains(LAYER.digest().toString(), "damaged");
  }

  @Test
  void aShorterOneInTheLayoutIsReplaced() throws IOException {
    copy(cache(), "one");
    Files.createDirectories(inLayout("two").getParent());
    Files.writeString(inLayout("two"), "a");

    copy(cache(), "two");

    assertThat(inLayout("two")).hasBinaryContent(BYTES);
    assertThat(inLayout("two").getParent()).isDirectoryNotContaining("glob:**/.partial*");
  }

  /** A link has the time of its file; what is old and unfinished in a layout is swept. */
  @Test
  void aLinkToALayerThatWasLongNotUsedLooksLikeOneOfToday() throws IOException {
    copy(cache(), "one");
    Instant yesterday = Instant.now().minus(Duration.ofHours(25));
    Files.setLastModifiedTime(cached(), FileTime.from(yesterday));

    copy(cache(), "two");
    Path unfinished = inLayout("two").resolveSibling(".partial" + UUID.randomUUID());
    Files.createLink(unfinished, inLayout("two"));
    AtomicFiles.sweep(folder.resolve("two/blobs/sha256"));

    assertThat(unfinished).exists();
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void onAnotherFileSystemItIsCopied() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
        "there is no second file system");
    Path other = Files.createTempDirectory(memory, "dify-arms");
    try {
      BuildCache cache = BuildCache.open(other.resolve("cache"));
      copy(cache, "one");
      copy(cache, "two");

      assertThat(opened).isEqualTo(1);
      assertThat(inLayout("two")).hasBinaryContent(BYTES);
      assertThat(Files.getAttribute(inLayout("two"), "unix:nlink")).isEqualTo(1);
    } finally {
      io.github.difyarms.cache.Deletion.of(other);
    }
  }

  @Test
  void aCacheThatCannotBeWrittenToCostsNothingButTime() throws IOException {
    Files.createDirectory(folder.resolve("cache"));
    Files.setPosixFilePermissions(
        folder.resolve("cache"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Files.writeString(folder.resolve("cache/blobs"), "a file in the way");

    assertThat(copy(cache(), "one").kind()).isEqualTo(Transfer.Kind.STREAMED);
    assertThat(copy(cache(), "two").kind()).isEqualTo(Transfer.Kind.STREAMED);
  }
}
