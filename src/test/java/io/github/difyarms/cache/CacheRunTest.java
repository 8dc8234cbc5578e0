package io.github.difyarms.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheRunTest {
  private static final String HASH = "0123456789abcdef";

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void prepare() throws IOException {
    store = Store.marked(folder);
  }

  @Test
  void whatWasNotUsedForTheLongestTimeGoesFirstWhateverItsKind() throws IOException {
    store.file("documents/sha256/" + HASH, 400, 1);
    store.file("blobs/sha256/" + HASH, 400, 2);
    store.folder("programs/" + HASH, 400, 5);
    store.folder("tools/go/1.26.4-linux-amd64", 400, 3);
    store.folder("tools/instgo/" + HASH, 400, 6);
    store.folder("sources/git/" + HASH, 400, 4);
    store.folder("sources/archives/" + HASH, 400, 7);

    List<Evicted> told = store.build("2k");

    assertThat(told).containsExactly(new Evicted(2, 800, 2000));
    assertThat(store.files())
        .containsExactly(
            "blobs/sha256/" + HASH,
            "documents/sha256/" + HASH,
            "programs/" + HASH + "/deep/inside",
            "sources/git/" + HASH + "/deep/inside",
            "tools/go/1.26.4-linux-amd64/deep/inside");
  }

  @Test
  void recordsGoLastOrAfterHalfAYear() throws IOException {
    store.file("records/builds/a.json", 300, 30);
    store.file("records/builds/b.json", 300, 181);
    store.file("tools/instgo/addresses/c.json", 300, 30);
    store.file("documents/sha256/" + HASH, 600, 0);

    store.build("1k");

    assertThat(store.files())
        .containsExactly("records/builds/a.json", "tools/instgo/addresses/c.json");
  }

  @Test
  void usingAnEntryKeepsIt() throws IOException {
    Path older = store.file("documents/sha256/older", 600, 9);
    store.file("documents/sha256/newer", 600, 8);

    LastUse.note(older);
    store.build("1k");

    assertThat(store.files()).containsExactly("documents/sha256/older");
  }

  @Test
  void aLimitThatHoldsNothingLeavesAnEmptyCache() throws IOException {
    store.folder("programs/" + HASH, 4000, 0);
    store.file("records/builds/a.json", 3000, 0);

    store.build("1k");

    assertThat(store.files()).isEmpty();
  }

  @Test
  void withinTheLimitNothingGoesAndNothingIsTold() throws IOException {
    store.folder("programs/" + HASH, 1000, 100);

    assertThat(store.build("1k")).isEmpty();
    assertThat(store.build("none")).isEmpty();
    assertThat(store.files()).hasSize(1);
  }

  @Test
  void aBuildThatPutNothingInLeavesEverythingAsItIs() throws IOException {
    store.folder("programs/" + HASH, 4000, 100);
    store.folder("scratch/compile1", 10, 0);

    store.beginIdle().end();

    assertThat(store.files()).hasSize(2);
  }

  @Test
  void whatKilledBuildsLeftGoesWhenNobodyRuns() throws IOException {
    store.folder("scratch/compile1", 10, 0);
    store.folder("programs/.partial1", 10, 0);
    store.folder("programs/.going1", 10, 0);
    store.folder("sources/archives/unpacking1", 10, 0);
    store.folder("tools/go/.incoming1", 10, 0);
    store.file("tools/go/1.20-linux-amd64.lock", 0, 0);
    store.folder("going/" + UUID.randomUUID(), 10, 0);
    store.file(".probe1", 0, 0);
    store.file(".partial1", 10, 0);
    store.file("documents/sha256/.partial1", 10, 0);
    store.file("running/another-jvm-1.lock", 0, 0);
    store.folder("tools/go/1.26.4-linux-amd64", 10, 0);
    store.file("tools/go/1.26.4-linux-amd64.lock", 0, 0);

    store.build("none");

    assertThat(store.files())
        .containsExactly(
            "tools/go/1.26.4-linux-amd64.lock", "tools/go/1.26.4-linux-amd64/deep/inside");
  }

  @Test
  void whatBuildsDoNotMakeStays() throws IOException {
    List<String> names =
        List.of(
            ".git/config",
            ".partial-notes",
            ".ssh/id_ed25519",
            "documents/.DS_Store",
            "documents/taxes/2024.pdf",
            "going/holiday.txt",
            "poetry.lock",
            "programs/.hidden/x",
            "scratch/novel.txt",
            "unpacked/photo",
            "unpacking1/photo");
    for (String name : names) {
      store.file(name, 4000, 300);
    }

    store.build("none");
    store.build("1k");

    assertThat(store.files()).containsExactlyElementsOf(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "1k"})
  void inAFolderThatIsNotMarkedNothingIsTouched(String limit) throws IOException {
    Store unmarked = new Store(Files.createDirectory(folder.resolve("unmarked")));
    unmarked.file(".git/config", 10, 300);
    unmarked.folder("programs/" + HASH, 4000, 300);
    unmarked.folder("scratch/compile1", 10, 300);
    unmarked.file("evict.due", 0, 0);

    assertThat(unmarked.build(limit)).isEmpty();

    assertThat(unmarked.files()).hasSize(4);
    assertThat(unmarked.folder().resolve("running")).doesNotExist();
    assertThat(unmarked.folder().resolve("evict.lock")).doesNotExist();
  }

  @Test
  void oddFilesDoNotKeepTheOthers() throws IOException {
    Path dangling =
        Files.createSymbolicLink(
            store.file("blobs/sha256/a", 900, 9).resolveSibling("b"), Path.of(HASH));
    Path locked = Files.createDirectories(folder.resolve("records/builds"));
    Files.setPosixFilePermissions(locked, Set.of());
    store.folder("sizes.properties", 0, 0);
    store.folder("running/odd", 0, 0);
    store.folder("evict.due", 0, 0);
    store.folder("tools/go/1.26.4-linux-amd64", 900, 3);
    Path unlisted =
        Files.createDirectory(store.folder("programs/" + HASH, 900, 8).resolve("deep/x"));
    Files.setPosixFilePermissions(unlisted, Set.of());
    try {
      assertThat(store.build("1k")).hasSize(1);
      assertThat(folder.resolve("blobs/sha256/a")).doesNotExist();
      assertThat(folder.resolve("programs/" + HASH)).doesNotExist();

      Files.createDirectories(dangling.getParent());
      store.folder("tools/go/1.26.5-linux-amd64", 5000, 0);
      store.build("1k");
      assertThat(dangling).doesNotExist();
      assertThat(Files.isSymbolicLink(dangling)).isFalse();
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void onlyWhatWentIsTold() throws Exception {
    for (int i = 0; i < 3000; i++) {
      store.file("documents/sha256/" + i, 20, 1);
    }
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> another =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                Deletion.of(folder.resolve("going"));
              }
            });

    List<Evicted> told = store.build("1k");
    over.set(true);
    another.join();

    assertThat(told).containsExactly(new Evicted(2950, 59_000, 1000));
    assertThat(store.files()).hasSize(50);
  }

  @Test
  void anEntryThatCannotGoIsNotTold() throws IOException {
    Path group = store.file("documents/sha256/a", 4000, 9).getParent();
    store.file("blobs/sha256/b", 4000, 1);
    Files.setPosixFilePermissions(group, PosixFilePermissions.fromString("r-x------"));
    Assumptions.assumeFalse(Files.isWritable(group), "root may write everywhere");
    try {
      assertThat(store.build("1k")).containsExactly(new Evicted(1, 4000, 4000));
    } finally {
      Files.setPosixFilePermissions(group, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void whoDeletesLeavesWhatOthersTookAwayMeanwhile() throws IOException {
    CacheLimit limit = CacheLimit.parse("1k").orElseThrow();
    store.file("documents/sha256/a", 4000, 9);
    Eviction first = new Eviction(folder);
    first.unname(limit);
    store.file("documents/sha256/b", 4000, 9);
    Eviction second = new Eviction(folder);
    second.unname(limit);

    first.delete();
    assertThat(store.files()).hasSize(1);

    second.delete();
    assertThat(store.files()).isEmpty();
    assertThat(folder.resolve("going")).isEmptyDirectory();
  }

  @Test
  void nothingGoesUnderABuildThatRunsAndTheLastToEndSeesToIt() throws IOException {
    store.folder("programs/" + HASH, 4000, 100);
    List<Evicted> told = new ArrayList<>();
    CacheRun one = store.begin("1k", told);
    CacheRun idle = store.beginIdle();

    one.end();
    assertThat(told).isEmpty();
    assertThat(folder.resolve("programs/" + HASH)).exists();

    idle.end();
    assertThat(folder.resolve("programs/" + HASH)).doesNotExist();
    assertThat(folder.resolve("evict.due")).doesNotExist();
  }

  @Test
  void endingTwiceIsEndingOnce() throws IOException {
    CacheRun run = store.begin("1k", new ArrayList<>());
    run.end();
    store.folder("programs/" + HASH, 4000, 100);

    run.close();

    assertThat(store.files()).hasSize(1);
  }

  @Test
  void aFolderIsMeasuredOnceUnlessItGrows() throws IOException {
    store.folder("tools/go/1.26.4-linux-amd64", 400, 3);
    Path growing = store.folder("tools/go/build-cache", 400, 3);
    store.build("1k");
    store.file("tools/go/1.26.4-linux-amd64/more", 4000, 0);

    assertThat(store.build("1k")).isEmpty();

    store.file("tools/go/build-cache/more", 4000, 0);
    assertThat(growing).exists();
    assertThat(store.build("1k")).isNotEmpty();
  }

  @Test
  void aDamagedListOfSizesIsMadeAnew() throws IOException {
    store.folder("tools/go/1.26.4-linux-amd64", 2000, 3);
    Files.writeString(
        folder.resolve("sizes.properties"), "tools/go/1.26.4-linux-amd64=x y\nz=\\u00");

    assertThat(store.build("1k")).hasSize(1);
  }

  @Test
  void aCacheThatCannotBeLockedIsUsedAndNeverTidiedUp() throws IOException {
    store.file("running", 1, 0);
    store.folder("programs/" + HASH, 4000, 100);

    assertThat(store.build("1k")).isEmpty();
    assertThat(store.files()).hasSize(2);
  }

  @Test
  void modulesOfOneReactorComeAndGoWithoutTakingEachOthersEntries() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    AtomicInteger number = new AtomicInteger();
    try {
      List<Callable<Boolean>> builds = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        builds.add(
            () -> {
              CacheRun run = store.begin("1k", new ArrayList<>());
              Path mine = store.folder("programs/" + number.incrementAndGet(), 3000, 300);
              boolean there = Files.exists(mine.resolve("deep/inside"));
              run.end();
              return there;
            });
      }
      for (Future<Boolean> there : threads.invokeAll(builds)) {
        assertThat(there.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    store.build("1k");
    assertThat(store.files()).isEmpty();
  }
}
