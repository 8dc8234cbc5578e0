package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.cache.Deletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  private static final int BUILDS = 4;

  @TempDir Path parent;
  private final ExecutorService builds = Executors.newFixedThreadPool(BUILDS);

  @AfterEach
  void stop() {
    builds.shutdownNow();
  }

  /** A folder that a build left behind when it was killed. */
  private Path leftover(String name) throws IOException {
    Path folder = parent.resolve(name);
    for (int i = 0; i < 20; i++) {
      Path inner = Files.createDirectories(folder.resolve("source/" + i + "/deep"));
      Files.writeString(inner.resolve("file"), "x");
    }
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    return folder;
  }

  @Test
  void itIsGoneWithAllThatIsInItButNotWhatLinksLeadTo() throws IOException {
    Path outside =
        Files.writeString(Files.createDirectory(parent.resolve("other")).resolve("x"), "");
    try (Scratch scratch = Scratch.below(parent)) {
      Path source = scratch.folder("source");
      Files.createSymbolicLink(source.resolve("link"), outside.getParent());
      Files.createSymbolicLink(source.resolve("nowhere"), Path.of("nothing"));
    }

    assertThat(parent)
        .isDirectoryContaining("glob:**/other")
        .isDirectoryNotContaining("glob:**/compile*");
    assertThat(outside).exists();
  }

  @Test
  void whatAKilledBuildLeftIsSweptAndWhatIsNewIsNot() throws IOException {
    Path old = leftover("compile1");
    Path young = Files.createDirectories(parent.resolve("compile2"));

    Scratch.below(parent).close();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void buildsThatSweepTheSameFoldersDoNotDisturbEachOther() throws Exception {
    for (int i = 0; i < 20; i++) {
      leftover("compile" + i);
    }
    CyclicBarrier start = new CyclicBarrier(BUILDS);
    Callable<Path> build =
        () -> {
          start.await();
          try (Scratch scratch = Scratch.below(parent)) {
            return scratch.folder("source");
          }
        };

    List<Future<Path>> outcomes = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      outcomes.add(builds.submit(build));
    }

    for (Future<Path> outcome : outcomes) {
      assertThat(outcome.get()).doesNotExist();
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void severalMayDeleteTheSameFolder() throws Exception {
    Path folder = leftover("folder");
    CyclicBarrier start = new CyclicBarrier(BUILDS);
    List<Future<Integer>> outcomes = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      outcomes.add(
          builds.submit(
              () -> {
                int left = start.await();
                Deletion.of(folder);
                return left;
              }));
    }

    for (Future<Integer> outcome : outcomes) {
      outcome.get();
    }
    assertThat(folder).doesNotExist();
  }

  @Test
  void aChildThatStillWritesDoesNotFailTheBuild() throws Exception {
    Path source;
    Future<Integer> child;
    try (Scratch scratch = Scratch.below(parent)) {
      source = scratch.folder("source");
      CountDownLatch many = new CountDownLatch(1);
      child = builds.submit(() -> write(source, many));
      many.await();
    }

    builds.shutdownNow();
    assertThat(child.get()).isGreaterThanOrEqualTo(200);
  }

  private static int write(Path folder, CountDownLatch many) throws IOException {
    int count = 0;
    while (count < 5000 && !Thread.currentThread().isInterrupted()) {
      Files.createDirectories(folder.resolve("d" + count));
      if (++count == 200) {
        many.countDown();
      }
    }
    return count;
  }

  @Test
  void foldersThatForbidItAreDeletedAllTheSame() throws IOException {
    Path probe = Files.createDirectory(parent.resolve("probe"));
    Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(probe), "root is forbidden nothing, so nothing was tested");
    Files.delete(probe);
    for (String mode : List.of("r-xr-xr-x", "---------", "r--------", "-wx------")) {
      Path locked;
      try (Scratch scratch = Scratch.below(parent)) {
        locked = scratch.folder("mod/x@v1");
        Files.writeString(locked.resolve("go.mod"), "module x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString(mode));
      }

      assertThat(locked).as(mode).doesNotExist();
      assertThat(parent).as(mode).isEmptyDirectory();
    }
  }
}
