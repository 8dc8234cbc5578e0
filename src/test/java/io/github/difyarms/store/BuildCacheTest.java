package io.github.difyarms.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildCacheTest {
  private static final byte[] BYTES = "a document".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder = Path.of("");

  private List<Path> files(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("CACHEDIR.TAG"))
          .toList();
    }
  }

  @Test
  void theFolderIsTheUsersAlone() throws IOException {
    Path directory = folder.resolve("new/cache");

    BuildCache.open(directory);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(files(directory)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
  void aFolderThatOthersMayWriteToIsRefused(String mode) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> BuildCache.open(folder))
        .hasMessageContaining("DA-503")
        .hasMessageContaining(mode);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git/config",
        "notes.txt",
        "target/classes/A.class",
        "documents/taxes/2024.pdf",
        "sources/git/project/HEAD",
        "scratch/novel.txt",
        "CACHEDIR.TAG"
      })
  void aFolderThatHoldsOtherThingsIsRefusedAndLeftAsItIs(String name) throws IOException {
    String text = "Signature: 8a477f597d28d172789f06886806bc55\n# of another program\n";
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);

    assertThatThrownBy(() -> BuildCache.open(folder))
        .hasMessageContaining("DA-503")
        .hasMessageContaining("it holds " + name.replaceFirst("/[^/]*$|/classes.*", ""))
        .hasMessageContaining("for example " + folder.resolve(".dify-arms-cache"));

    assertThat(folder.resolve(name)).hasContent(text);
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lost+found/x",
        "evict.lock",
        ".probe123",
        "records/builds/HEX.json",
        "documents/sha256/.partial99",
        "blobs/sha256/HEX",
        "tools/go/1.26.4-linux-amd64/bin/go",
        "tools/go/1.26.4-linux-amd64.lock",
        "tools/instgo/addresses/HEX.json",
        "sources/git/HEX/HEAD",
        "sources/archives/unpacking12/x",
        "programs/HEX/program",
        "scratch/compile12/src/a.go",
        "going/01234567-89ab-cdef-0123-456789abcdef/x"
      })
  void whatIsEmptyOrWasUsedBeforeIsMarked(String name) throws IOException {
    Path file = folder.resolve(name.replace("HEX", "0123456789abcdef".repeat(4)));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");

    BuildCache.open(folder);
    Files.writeString(folder.resolve(".DS_Store"), "a user looked at it");
    BuildCache.open(folder);

    assertThat(folder.resolve("CACHEDIR.TAG"))
        .content()
        .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
  }

  @Test
  void aFileOrADanglingLinkInItsPlaceIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path dangling = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));

    assertThatThrownBy(() -> BuildCache.open(file)).hasMessageContaining("DA-503");
    assertThatThrownBy(() -> BuildCache.open(file.resolve("x"))).hasMessageContaining("DA-503");
    assertThatThrownBy(() -> BuildCache.open(dangling)).hasMessageContaining("DA-503");
  }

  @Test
  void aLinkToAFolderAboveWillDo() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));

    BuildCache.open(link.resolve("cache")).keepDocument(Digest.of(BYTES), BYTES);

    assertThat(files(folder.resolve("real/cache"))).hasSize(1);
  }

  @Test
  void documentsAndRecordsAreKept() {
    BuildCache.open(folder).keepDocument(Digest.of(BYTES), BYTES);
    BuildCache.open(folder).keepRecord("builds", "any key\n/../é", Json.object().put("a", 1));

    BuildCache cache = BuildCache.open(folder);
    assertThat(cache.document(Digest.of(BYTES))).contains(BYTES);
    assertThat(cache.record("builds", "any key\n/../é")).contains(Json.object().put("a", 1));
    assertThat(cache.record("files", "any key\n/../é")).isEmpty();
    assertThat(cache.document(Digest.of(new byte[0]))).isEmpty();
  }

  @Test
  void aDamagedDocumentCountsAsAbsent() throws IOException {
    BuildCache cache = BuildCache.open(folder);
    cache.keepDocument(Digest.of(BYTES), BYTES);
    Files.writeString(files(folder).get(0), "something else");

    assertThat(cache.document(Digest.of(BYTES))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}{}", "\0\u007f\u00ff\u00ff\0\0\0\0"})
  void aDamagedRecordCountsAsAbsent(String content) throws IOException {
    BuildCache cache = BuildCache.open(folder);
    cache.keepRecord("builds", "key", Json.object());
    Files.write(files(folder).get(0), content.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(cache.record("builds", "key")).isEmpty();
  }

  @Test
  void aCacheThatCannotBeWrittenToCostsNothingButTime() throws IOException {
    BuildCache cache = BuildCache.open(folder);
    Files.writeString(folder.resolve("documents"), "a file in the way");

    cache.keepDocument(Digest.of(BYTES), BYTES);

    assertThat(cache.document(Digest.of(BYTES))).isEmpty();
  }

  @Test
  void whatManyKeepAtOnceIsWhole() throws Exception {
    BuildCache cache = BuildCache.open(folder.resolve("cache"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        work.add(
            () -> {
              BuildCache own = BuildCache.open(folder.resolve("cache"));
              own.keepRecord("builds", "key", Json.object().put("text", "x".repeat(number * 50)));
              return cache.record("builds", "key").isPresent();
            });
      }
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(files(folder)).hasSize(1);
  }
}
