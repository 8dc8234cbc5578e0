package io.github.difyarms.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds of several JVMs on one cache, also ones that are killed. */
class OtherProcessTest {
  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void fill() throws Exception {
    store = Store.marked(folder);
    store.folder("programs/old", 4000, 100);
    store.folder("programs/new", 500, 0);
  }

  @Test
  void nothingGoesWhileAnotherBuildRuns() throws Exception {
    try (OtherProcess other = OtherProcess.start("build", folder)) {
      assertThat(store.build("1k")).isEmpty();
      assertThat(folder.resolve("programs/old")).exists();

      other.kill();

      assertThat(store.build("1k")).hasSize(1);
      assertThat(store.files()).containsExactly("programs/new/deep/inside");
    }
  }

  @Test
  void aLookAtThisJvmsOwnBuildsDoesNotUnlockThem() throws Exception {
    CacheRun mine = store.begin("1k", new ArrayList<>());
    store.build("1k"); // looks who runs

    assertThat(OtherProcess.says("look", folder)).isEqualTo("somebody runs");

    mine.end();
    assertThat(OtherProcess.says("look", folder)).isEqualTo("nobody runs");
  }

  @Test
  void whileEntriesGoNoOtherProcessGetsIn() throws Exception {
    Path lock = folder.resolve("evict.lock");

    assertThat(Exclusive.holding(lock, () -> OtherProcess.says("knock", folder)))
        .isEqualTo("locked");
    assertThat(OtherProcess.says("knock", folder)).isEqualTo("open");
  }

  @Test
  void aBuildBeginsOnlyWhenAnEvictionInProgressHasEnded() throws Exception {
    try (OtherProcess other = OtherProcess.start("evict", folder)) {
      CompletableFuture<Boolean> begunAfter =
          CompletableFuture.supplyAsync(
              () -> {
                CacheRun run = store.begin("1k", new ArrayList<>());
                boolean ended = Files.exists(folder.resolve(OtherProcess.ENDED));
                run.end();
                return ended;
              });

      other.goOn();

      assertThat(begunAfter.join()).isTrue();
    }
  }

  @Test
  void anEvictionThatIsKilledKeepsNobodyWaiting() throws Exception {
    try (OtherProcess other = OtherProcess.start("evict", folder)) {
      other.kill();

      store.begin("1k", new ArrayList<>()).end();

      assertThat(folder.resolve(OtherProcess.ENDED)).doesNotExist();
    }
  }

  @Test
  void whatAKilledEvictionLeftIsWholeAndIsSweptByTheNext() throws Exception {
    try (OtherProcess other = OtherProcess.start("unname", folder)) {
      other.kill();
    }
    assertThat(folder.resolve("going")).isNotEmptyDirectory();
    assertThat(folder.resolve("programs")).isDirectoryContaining("glob:**/new");

    store.build("1k");

    assertThat(store.files()).containsExactly("programs/new/deep/inside");
  }
}
