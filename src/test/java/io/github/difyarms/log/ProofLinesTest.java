package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofLinesTest {
  @Test
  void everyPlaceIsToldAndPlatformsThatAreAlikeOnce(@TempDir Path folder) {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
      String base = registry.address() + "/langgenius/dify-api:1.16.1";
      ComponentResult result =
          new Workshop(folder).build(base, registry.address() + "/acme/x").components().get(0);

      List<String> lines = ProofLines.of(result);

      assertThat(lines.get(0)).isEqualTo("api: differs from " + base + " in this only:");
      assertThat(lines.get(1)).matches("  index     ~/manifests/0 ~/manifests/1( -/manifests/.)*");
      assertThat(lines.get(2))
          .matches(
              "  manifest  (\\+/annotations/\\S+ )*~/config/digest ~/config/size \\+/layers/8");
      assertThat(lines.get(3))
          .matches(
              "  config    (\\+/config/Labels/io.github.difyarms.[a-z.]+ )+\\+/history/[0-9]+"
                  + " \\+/rootfs/diff_ids/8");
      assertThat(lines.subList(4, lines.size()))
          .containsExactly(
              "  layer     0770 1001:1001 /app",
              "  layer     2775 1001:1001 /app/api",
              "  layer     0755 1001:1001 /app/api/docker",
              "  layer     0755 1001:1001 /app/api/docker/entrypoint.sh",
              "  layer     0755 1001:1001 /entrypoint.sh");
    }
  }
}
