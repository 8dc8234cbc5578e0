package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.Oddity;
import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.Cost;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.LayerForecast;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a plan foretells, and what a build then does with the same cache, as the registry counts.
 */
class ForecastContractTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";

  @TempDir Path directory;

  private static EmbeddedRegistry registry() {
    return filled(EmbeddedRegistry.builder(), MiniatureImages.builder());
  }

  private static EmbeddedRegistry filled(
      EmbeddedRegistry.Builder registry, MiniatureImages.Builder images) {
    EmbeddedRegistry started = registry.start();
    images.build().pushTo(started, BASE, "1.16.1");
    return started;
  }

  private static String base(EmbeddedRegistry registry) {
    return registry.address() + "/" + BASE + ":1.16.1";
  }

  private static String target(EmbeddedRegistry registry) {
    return registry.address() + "/" + TARGET;
  }

  private Workshop workshop() {
    return new Workshop(directory);
  }

  /** A plan and the build after it. */
  private record Pair(Forecast forecast, BuildResult result) {
    Bounds foretold() {
      return forecast.reading().plus(forecast.pushing());
    }

    Cost made() {
      return new Cost(result.requests(), result.bytesReceived(), result.bytesSent());
    }

    ComponentForecast api() {
      return forecast.components().get(0);
    }

    void isExact() {
      assertThat(made()).isEqualTo(foretold().expected());
      staysWithin();
      assertThat(api().digest()).contains(result.components().get(0).digest());
    }

    void staysWithin() {
      Cost most = foretold().worstCase();
      assertThat(made().requests()).isLessThanOrEqualTo(most.requests());
      assertThat(made().received()).isLessThanOrEqualTo(most.received());
      assertThat(made().sent()).isLessThanOrEqualTo(most.sent());
    }

    Set<LayerForecast.Way> ways() {
      return api().platforms().stream()
          .flatMap(platform -> platform.layers().stream())
          .map(LayerForecast::way)
          .collect(Collectors.toSet());
    }
  }

  private Pair pair(Workshop workshop, EmbeddedRegistry from, EmbeddedRegistry to) {
    Forecast forecast = workshop.forecast(base(from), target(to));
    from.reset();
    to.reset();
    return new Pair(forecast, workshop.build(base(from), target(to)));
  }

  private Pair pair(EmbeddedRegistry registry) {
    Pair pair = pair(workshop(), registry, registry);
    assertThat(pair.result().requests()).isEqualTo(registry.requests());
    return pair;
  }

  enum Base {
    TWO_SCRIPTS,
    ONE_SCRIPT,
    LIST,
    RICH;

    MiniatureImages.Builder images() {
      MiniatureImages.Builder images = MiniatureImages.builder();
      return switch (this) {
        case TWO_SCRIPTS -> images;
        case ONE_SCRIPT -> images.odd(Oddity.SECOND_COPY_WHITED_OUT);
        case LIST -> images.dockerList();
        case RICH -> images.rich();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFirstPushTakesExactlyWhatWasForetold(Base base) {
    try (EmbeddedRegistry registry = filled(EmbeddedRegistry.builder(), base.images())) {
      pair(registry).isExact();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE, // builds refuse the first two; the last has one platform
      names = {"SCRIPT_WHITED_OUT", "NO_SCRIPT", "SINGLE_MANIFEST"})
  void anOddBaseTakesExactlyWhatWasForetold(Oddity oddity) {
    try (EmbeddedRegistry registry =
        filled(EmbeddedRegistry.builder(), MiniatureImages.builder().odd(oddity))) {
      pair(registry).isExact();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSingleManifestTakesExactlyWhatWasForetold(boolean readBack) {
    try (EmbeddedRegistry registry =
        filled(EmbeddedRegistry.builder(), MiniatureImages.builder().odd(Oddity.SINGLE_MANIFEST))) {
      Workshop workshop = workshop().platforms("linux/amd64");
      pair(readBack ? workshop.readBack() : workshop, registry, registry).isExact();
    }
  }

  @Test
  void aPlanPushesNothingAndWritesNothingButTheCache() {
    try (EmbeddedRegistry registry = registry()) {
      workshop().forecast(base(registry), target(registry));

      assertThat(registry.recorded())
          .isNotEmpty()
          .allMatch(request -> Set.of("GET", "HEAD").contains(request.method()));
      assertThat(directory.resolve("out")).doesNotExist();
      assertThat(directory.resolve("cache/scratch")).isEmptyDirectory();
    }
  }

  @Test
  void aPlanAsksTheTargetOnceAtMost() {
    try (EmbeddedRegistry registry = registry()) {
      pair(registry);
      registry.reset();

      workshop().agentVersion("1.2.4").forecast(base(registry), target(registry));

      assertThat(registry.recorded())
          .filteredOn(request -> request.path().contains(TARGET))
          .hasSize(1);
    }
  }

  @Test
  void afterAChangeOfTheScriptTheLayersArePresent() {
    try (EmbeddedRegistry registry = registry()) {
      pair(registry);

      Pair changed = pair(workshop().agentVersion("1.2.4"), registry, registry);

      changed.isExact();
      assertThat(changed.ways()).containsExactly(LayerForecast.Way.PRESENT);
    }
  }

  @Test
  void whatIsUpToDateTakesTwo() {
    try (EmbeddedRegistry registry = registry()) {
      pair(registry);

      Pair again = pair(registry);

      again.isExact();
      assertThat(again.made()).isEqualTo(new Cost(2, 0, 0));
      assertThat(again.api().plan().upToDate()).isPresent();
    }
  }

  @Test
  void aTagThatSomebodyMovedIsAskedForAndPushedAgain() {
    try (EmbeddedRegistry registry = registry()) {
      pair(registry);
      MiniatureImages.builder().build().pushTo(registry, TARGET, "1.16.1-arms");

      Pair again = pair(registry);

      again.isExact();
      assertThat(again.ways()).containsExactly(LayerForecast.Way.PRESENT);
    }
  }

  @Test
  void forcePushesAgainWhatIsNotKnownToBeThere() {
    try (EmbeddedRegistry registry = registry()) {
      pair(registry);

      Pair again = pair(workshop().force(), registry, registry);

      again.isExact();
      assertThat(again.api().platforms())
          .allSatisfy(
              platform -> assertThat(platform.layer().way()).isEqualTo(LayerForecast.Way.PRESENT));
    }
  }

  private Workshop parts() {
    return workshop().withoutIndex();
  }

  @Test
  void partsOfAnImageTakeWhatWasForetold() {
    try (EmbeddedRegistry registry = registry()) {
      pair(parts(), registry, registry).isExact();
      Pair again = pair(parts(), registry, registry);
      again.isExact();
      assertThat(again.ways()).isEmpty();
    }
  }

  @Test
  void eachPartKnowsWhatItBroughtToTheTarget() {
    try (EmbeddedRegistry registry = registry()) {
      pair(parts(), registry, registry);

      Pair again = pair(parts().agentVersion("1.2.4"), registry, registry);

      again.isExact();
      assertThat(again.forecast().components())
          .hasSize(2)
          .allSatisfy(
              part ->
                  assertThat(part.platforms().get(0).layers())
                      .allMatch(layer -> layer.way() == LayerForecast.Way.PRESENT));
    }
  }

  @Test
  void partsAfterAnIndexAndAnIndexAfterParts() {
    try (EmbeddedRegistry registry = registry()) {
      pair(registry).isExact();
      pair(parts(), registry, registry).isExact();
      pair(workshop().agentVersion("1.2.4"), registry, registry).isExact();
    }
  }

  @Test
  void aDamagedLayerOfTheCacheStaysWithinTheWorstCase() throws IOException {
    try (EmbeddedRegistry registry = registry()) {
      workshop().layout(base(registry), directory.resolve("one"));
      Path blobs = directory.resolve("cache/blobs/sha256");
      try (Stream<Path> files = Files.list(blobs)) {
        for (Path file : files.toList()) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[0]++;
          Files.delete(file); // it is a link to that of the layout
          Files.write(file, bytes);
        }
      }
      Path layout = directory.resolve("two");
      Forecast forecast = workshop().forecastLayout(base(registry), layout);

      Pair pair = new Pair(forecast, workshop().layout(base(registry), layout));

      pair.staysWithin();
      assertThat(pair.made().received()).isPositive();
    }
  }

  @Test
  void severalTagsAndReadingBack() {
    try (EmbeddedRegistry registry = registry()) {
      pair(workshop().tags("one", "two", "{inputs}").readBack(), registry, registry).isExact();
    }
  }

  @Test
  void baseAndTargetInOneRepositoryNeedNothing() {
    try (EmbeddedRegistry registry = registry()) {
      Forecast forecast = workshop().forecast(base(registry), registry.address() + "/" + BASE);
      Pair pair =
          new Pair(forecast, workshop().build(base(registry), registry.address() + "/" + BASE));

      pair.isExact();
      assertThat(pair.ways()).containsExactly(LayerForecast.Way.PRESENT);
    }
  }

  @Test
  void anotherRegistryGetsTheLayersStreamed() {
    try (EmbeddedRegistry registry = registry();
        EmbeddedRegistry other = EmbeddedRegistry.start()) {
      Pair pair = pair(workshop(), registry, other);

      pair.isExact();
      assertThat(pair.ways()).contains(LayerForecast.Way.STREAM);
    }
  }

  @Test
  void anotherRegistryThatHasTheLayersTakesLess() {
    try (EmbeddedRegistry registry = registry();
        EmbeddedRegistry other = filled(EmbeddedRegistry.builder(), MiniatureImages.builder())) {
      MiniatureImages.builder().build().pushTo(other, TARGET, "old");

      pair(workshop(), registry, other).staysWithin();
    }
  }

  @Test
  void aLayoutGetsWhatItDoesNotHave() {
    try (EmbeddedRegistry registry = registry()) {
      Path layout = directory.resolve("layout");
      for (String version : List.of("1.2.3", "1.2.4")) {
        Workshop workshop = workshop().agentVersion(version);
        boolean there = Files.exists(layout);
        Forecast forecast = workshop.forecastLayout(base(registry), layout);
        assertThat(Files.exists(layout)).isEqualTo(there);

        new Pair(forecast, workshop.layout(base(registry), layout)).isExact();
      }
      Forecast forecast = workshop().agentVersion("1.2.4").forecastLayout(base(registry), layout);
      assertThat(forecast.reading().expected()).isEqualTo(new Cost(1, 0, 0));
    }
  }

  enum Kind {
    UPLOADS_FOR_MOUNTS,
    NO_MOUNTS,
    CHUNKS_ONLY,
    REDIRECTS,
    EVERYTHING,
    CHUNKS_ASKED_FOR,
    RELATIVE;

    EmbeddedRegistry.Builder registry() {
      EmbeddedRegistry.Builder registry = EmbeddedRegistry.builder();
      return switch (this) {
        case UPLOADS_FOR_MOUNTS -> registry.refuseMounts();
        case NO_MOUNTS -> registry.forbidMounts();
        case CHUNKS_ONLY -> registry.chunksOnly();
        case REDIRECTS -> registry.refuseMounts().redirectBlobs();
        case EVERYTHING -> registry.forbidMounts().chunksOnly().redirectBlobs();
        case CHUNKS_ASKED_FOR -> registry.refuseMounts().chunkMinLength(1000);
        case RELATIVE -> registry.refuseMounts().relativeLocations();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverTheRegistryDoesTheWorstCaseHolds(Kind kind) {
    try (EmbeddedRegistry registry = filled(kind.registry(), MiniatureImages.builder());
        EmbeddedRegistry upstream = registry()) {
      Pair pair = pair(workshop(), registry, registry);
      pair.staysWithin();
      assertThat(pair.made().requests()).isGreaterThan(pair.foretold().expected().requests());

      pair(new Workshop(directory.resolve("across")), upstream, registry).staysWithin();
    }
  }

  @Test
  void theWorstRegistryTakesAllOfTheWorstCaseButForGettingAcquainted() {
    try (EmbeddedRegistry registry =
        filled(Kind.EVERYTHING.registry(), MiniatureImages.builder())) {
      Pair pair = pair(registry);

      assertThat(pair.made().requests()).isEqualTo(pair.foretold().worstCase().requests() - 2 * 2);
    }
  }

  @Test
  void aRegistryThatAsksForAPasswordIsAskedOnceMore() {
    EmbeddedRegistry.Builder guarded = EmbeddedRegistry.builder().bearerAuth("me", "s3cret");
    try (EmbeddedRegistry registry = filled(guarded, MiniatureImages.builder())) {
      pair(workshop().login("me", "s3cret"), registry, registry).isExact();

      Pair again = pair(workshop().login("me", "s3cret"), registry, registry);

      again.isExact();
      assertThat(again.made()).isEqualTo(new Cost(3, 0, 0));
    }
  }

  @Test
  void twoRegistriesWithPasswordsAreEachAskedOnceMore() {
    EmbeddedRegistry.Builder guarded = EmbeddedRegistry.builder().basicAuth("me", "s3cret");
    try (EmbeddedRegistry registry = filled(guarded, MiniatureImages.builder());
        EmbeddedRegistry other = guarded.start()) {
      pair(workshop().login("me", "s3cret"), registry, other).isExact();
    }
  }
}
