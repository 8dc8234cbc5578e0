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
      return files.filter(Files::isRegularFile).toList();
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
