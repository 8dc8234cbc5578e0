package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan of the demonstration's three images takes with nothing in the cache. */
class DemoPlanTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aPlanOfAllThreeTakesAtMost24RequestsAndDownloadsNothing() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start();
        GoBench bench = new GoBench(folder).lookOnly(true)) {
      for (DemoImage image : DemoImage.ALL) {
        image.miniature().pushTo(registry, image.upstream(), image.tag());
      }
      registry.reset();
      Workshop workshop = new Workshop(folder).with(bench.components());

      Forecast forecast =
          workshop.forecast(
              Stream.of(DifyApi.ID, PluginDaemon.ID, Sandbox.ID)
                  .map(DemoImage::of)
                  .map(
                      image ->
                          workshop.request(
                              image.component(),
                              registry.address() + "/" + image.upstream() + ":" + image.tag(),
                              registry.address() + "/" + image.result()))
                  .toList());

      assertThat(registry.requests()).isLessThanOrEqualTo(24);
      assertThat(registry.recorded())
          .allMatch(request -> Set.of("GET", "HEAD").contains(request.method()));
      assertThat(bench.oss().recorded())
          .extracting(request -> request.method() + " " + request.bytesOut())
          .isEqualTo(List.of("HEAD 0"));
      assertThat(folder.resolve("cache/tools/go"))
          .satisfiesAnyOf(
              go -> assertThat(go).doesNotExist(), go -> assertThat(go).isEmptyDirectory());
      assertThat(folder.resolve("out")).doesNotExist();
      assertThat(forecast.components()).hasSize(3);
    }
  }
}
