package io.github.difyarms.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheRunTest {
  private static final String HASH = "0123456789abcdef";

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void prepare() {
    store = new Store(folder);
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
    store.folder("going/1", 10, 0);
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
