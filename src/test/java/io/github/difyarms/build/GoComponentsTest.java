package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both Go components end to end: miniature sources, a stand-in for instgo, real Go, a registry. */
class GoComponentsTest {
  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();
  private GoBench bench;

  @BeforeEach
  void prepare() {
    bench = new GoBench(directory);
    MiniatureImages.pluginDaemonLocal()
        .build()
        .pushTo(registry, "langgenius/dify-plugin-daemon", "0.6.3-local");
    MiniatureImages.sandbox().build().pushTo(registry, "langgenius/dify-sandbox", "0.2.15");
  }

  @AfterEach
  void stop() {
    bench.close();
    registry.close();
  }

  private BuildResult build(Workshop workshop) {
    registry.reset();
    workshop.with(bench.components());
    return workshop.run(
        List.of(
            workshop.request(
                PluginDaemon.ID,
                registry.address() + "/langgenius/dify-plugin-daemon:0.6.3-local",
                registry.address() + "/acme/dify-plugin-daemon"),
            workshop.request(
                Sandbox.ID,
                registry.address() + "/langgenius/dify-sandbox:0.2.15",
                registry.address() + "/acme/dify-sandbox")));
  }

  @Test
  void bothAreCompiledForEachPlatformAndReplaceOneFile() {
    BuildResult result = build(new Workshop(directory));

    assertThat(result.components()).hasSize(2);
    for (ComponentResult component : result.components()) {
      assertThat(component.platforms())
          .allSatisfy(
              platform -> {
                assertThat(platform.files()).hasSize(1);
                ProgramBuild build = platform.files().get(0).build().orElseThrow();
                assertThat(build.program().addedModules())
                    .containsExactly("standin.invalid/arms/agent");
                assertThat(build.program().machine()).isEqualTo(platform.platform().architecture());
                assertThat(build.program().interpreter()).isEmpty();
              });
    }
    assertThat(bench.compiled()).hasSize(4).noneMatch(ProgramBuild::cached);
  }
}
