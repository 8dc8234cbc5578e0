package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.Cost;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.LayerForecast;
import io.github.difyarms.model.Making;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of the Go components before anything is there, with everything there, and in between. */
class GoForecastTest {
  private static final String COLD = "cold";
  private static final String AGAIN = "again";
  private static final String MOVED = "moved";
  private static final String FORCED = "forced";

  @TempDir static Path directory;
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();
  private static final Map<String, Run> RUNS = new HashMap<>();

  /**
   * A plan and the build after it.
   *
   * @param store what the plan asked of the tool's store
   * @param pushed how many requests of the plan wrote something
   */
  private record Run(Forecast forecast, List<String> store, long pushed, BuildResult result) {
    Cost made() {
      return new Cost(result.requests(), result.bytesReceived(), result.bytesSent());
    }

    Stream<Making.Compiled> makings() {
      return forecast.components().stream()
          .flatMap(component -> component.platforms().stream())
          .flatMap(platform -> platform.plan().changes().files().stream())
          .map(file -> (Making.Compiled) file.making());
    }

    Stream<LayerForecast> newLayers() {
      return forecast.components().stream()
          .flatMap(component -> component.platforms().stream())
          .map(platform -> platform.layer());
    }
  }

  @BeforeAll
  static void run() {
    try (GoBench bench = new GoBench(directory, OSS)) {
      RUNS.put(COLD, run(bench, new Workshop(directory)));
      RUNS.put(AGAIN, run(bench, new Workshop(directory)));
      RUNS.put(MOVED, run(bench, new Workshop(directory).tags("other")));
      RUNS.put(FORCED, run(bench, new Workshop(directory).force()));
    }
  }

  /** As the cache of a version that did not mark it yet would be met. */
  @Test
  void allThatPlansAndBuildsLeaveInTheCacheIsKnownForOurs() throws IOException {
    Path cache = directory.resolve("cache");
    assertThat(cache.resolve("records/layers")).isNotEmptyDirectory();
    Files.delete(cache.resolve("CACHEDIR.TAG"));

    BuildCache.open(cache);

    assertThat(cache.resolve("CACHEDIR.TAG")).isRegularFile();
  }

  private static Run run(GoBench bench, Workshop workshop) {
    IMAGES.registry().reset();
    OSS.reset();
    Forecast forecast =
        workshop.with(bench.lookOnly(true).components()).forecast(IMAGES.both(workshop));
    List<String> store = OSS.recorded().stream().map(r -> r.method() + " " + r.status()).toList();
    long pushed = IMAGES.writes();
    BuildResult result =
        workshop.with(bench.lookOnly(false).components()).run(IMAGES.both(workshop));
    return new Run(forecast, store, pushed, result);
  }

  private static Run ran(String name) {
    return Objects.requireNonNull(RUNS.get(name));
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  @Test
  void withoutTheToolAPlanDownloadsNothingAndTellsTheRequestsAllTheSame() {
    Run cold = ran(COLD);

    assertThat(cold.store()).containsExactly("HEAD 200");
    assertThat(cold.pushed()).isZero();
    assertThat(cold.made().requests()).isEqualTo(cold.forecast().total().expected().requests());
    assertThat(cold.forecast().components())
        .allMatch(component -> !component.plan().settled() && component.digest().isEmpty());
    assertThat(cold.makings())
        .allMatch(making -> making.instgo().download().orElse(0) == toolBytes())
        .allMatch(making -> making.cached().isEmpty());
    assertThat(cold.newLayers()).allMatch(LayerForecast::estimated);
  }

  private static long toolBytes() {
    try (GoBench bench = new GoBench(directory.resolve("tool"), OSS)) {
      return bench.instgo().length;
    }
  }

  @Test
  void theWorstCaseHoldsForProgramsThatAreNotThereYet() {
    Cost most = ran(COLD).forecast().total().worstCase();

    assertThat(ran(COLD).made().received()).isLessThanOrEqualTo(most.received());
    assertThat(ran(COLD).made().sent()).isLessThanOrEqualTo(most.sent());
  }

  @Test
  void nothingChangedTakesTwoForEach() {
    Run again = ran(AGAIN);

    assertThat(again.forecast().components()).allMatch(c -> c.skipped().isPresent());
    assertThat(again.made())
        .isEqualTo(again.forecast().total().expected())
        .isEqualTo(new Cost(4, 0, 0));
    assertThat(again.store()).hasSize(1).allMatch(request -> request.endsWith(" 304"));
  }

  @Test
  void programsOfTheCacheGiveTheResultToTheByte() {
    Run moved = ran(MOVED);

    assertThat(moved.made()).isEqualTo(moved.forecast().total().expected());
    assertThat(moved.forecast().components())
        .extracting(ComponentForecast::digest)
        .containsExactlyElementsOf(
            moved.result().components().stream()
                .map(component -> java.util.Optional.of(component.digest()))
                .toList());
    assertThat(moved.makings())
        .allMatch(making -> making.cached().isPresent())
        .allMatch(making -> making.instgo().sha256().isPresent());
    assertThat(moved.newLayers()).allMatch(layer -> layer.way() == LayerForecast.Way.PRESENT);
  }

  @Test
  void forceCompilesAgainAndTakesAsManyRequests() {
    Run forced = ran(FORCED);

    assertThat(forced.makings()).allMatch(making -> making.cached().isEmpty());
    assertThat(forced.made().requests())
        .isLessThanOrEqualTo(forced.forecast().total().expected().requests());
    Digest before = ran(MOVED).result().components().get(0).digest();
    assertThat(forced.result().components().get(0).digest()).isEqualTo(before);
  }

  @Test
  void whatOnlyTheToolTellsStaysOpenInTheTags() {
    try (GoBench bench = new GoBench(directory.resolve("tags"), OSS)) {
      Workshop workshop = new Workshop(directory.resolve("tags")).tags("x-{inputs}", "y");

      Forecast forecast =
          workshop.with(bench.lookOnly(true).components()).forecast(IMAGES.both(workshop));

      assertThat(forecast.components())
          .allSatisfy(component -> assertThat(component.tags()).containsExactly("x-{inputs}", "y"));
    }
  }
}
