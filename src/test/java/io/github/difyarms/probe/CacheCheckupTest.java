package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Digest;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheCheckupTest {
  private static final byte[] DOCUMENT = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.of(DOCUMENT);

  @TempDir private Path folder;

  private Path cache() {
    return folder.resolve("cache");
  }

  private Finding found() {
    return Bench.found(new CacheCheckup(cache())).get("cache");
  }

  @Test
  void aCacheThatIsNotThereIsNotMade() {
    assertThat(found().status()).isEqualTo(Status.OK);
    assertThat(found().summary()).contains("not there yet");
    assertThat(cache()).doesNotExist();
  }

  @Test
  void itsFilesAreCounted() {
    BuildCache.open(cache()).keepDocument(DIGEST, DOCUMENT);

    assertThat(found().summary()).contains(": 2 files, ").endsWith(" B, rwx------");
  }

  @Test
  void aDocumentWithAnotherDigestIsAWarningAndStays() throws IOException {
    BuildCache.open(cache()).keepDocument(DIGEST, DOCUMENT);
    Path file = cache().resolve("documents/sha256").resolve(DIGEST.hex());
    Files.writeString(file, "[]");

    assertThat(found().status()).isEqualTo(Status.WARNING);
    assertThat(found().detail().orElse("")).isEqualTo(file.toString());
    assertThat(file).hasContent("[]");
  }

  @Test
  void aFolderForOtherThingsIsAProblemAndNotMarked() throws IOException {
    Files.createDirectories(cache().resolve(".git"));

    assertThat(found().status()).isEqualTo(Status.PROBLEM);
    assertThat(found().detail().orElse("")).contains("it holds .git", ".dify-arms-cache");
    assertThat(cache().resolve("CACHEDIR.TAG")).doesNotExist();
  }

  @Test
  void aCacheThatOthersMayWriteToIsAProblem() throws IOException {
    BuildCache.open(cache());
    Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(found().status()).isEqualTo(Status.PROBLEM);
    assertThat(found().detail().orElse("")).contains("rwxrwxrwx");
  }
}
