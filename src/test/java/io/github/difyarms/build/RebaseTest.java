package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.StartScript;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A base whose tag moves to other layers below the files that are replaced. */
class RebaseTest {
  private static final int MOST_REQUESTS = 40;
  private static final long MOST_BYTES = 100_000;

  @TempDir Path directory;

  /** A system in the lowest layer, as a new release of the distribution would bring. */
  private Path system(String release) throws IOException {
    Path root = directory.resolve("system " + release);
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/os-release"), release);
    return root;
  }

  private static List<Object> layers(ComponentResult result) {
    return result.platforms().stream().map(p -> (Object) p.layer().digest()).toList();
  }

  private static void isCheap(BuildResult result, long requests) {
    assertThat(requests).isLessThanOrEqualTo(MOST_REQUESTS).isEqualTo(result.requests());
    assertThat(result.bytesSent() + result.bytesReceived()).isLessThan(MOST_BYTES);
    assertThat(result.components().get(0).platforms())
        .extracting(PlatformResult::transfers)
        .allMatch(t -> t.streamed() == 0 && t.mounted() + t.present() == 8);
  }

  @Test
  void theScriptsLayerIsPutOnANewBaseByMounts() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      String base = registry.address() + "/langgenius/dify-api:1.16.1";
      String target = registry.address() + "/acme/dify-api";
      push(registry, "12.1", StartScript.SOCKETIO);
      BuildResult first = new Workshop(directory).build(base, target);
      push(registry, "12.2", StartScript.SOCKETIO);
      registry.reset();
      Workshop workshop = new Workshop(directory);

      BuildResult second = workshop.build(base, target);

      isCheap(second, registry.requests());
      assertThat(layers(second.components().get(0))).isEqualTo(layers(first.components().get(0)));
      assertThat(second.components().get(0).digest())
          .isNotEqualTo(first.components().get(0).digest());
      assertThat(workshop.told())
          .contains("api: the base has moved since the last build")
          .contains("api: the new layer is the last image's; it is put on the base that moved");
    }
  }

  private void push(EmbeddedRegistry registry, String release, StartScript script)
      throws IOException {
    MiniatureImages.builder()
        .rootfs(system(release))
        .script(script)
        .build()
        .pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  @Test
  void anotherScriptOnANewBaseIsNoRebase() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      String base = registry.address() + "/langgenius/dify-api:1.16.1";
      push(registry, "12.1", StartScript.SOCKETIO);
      new Workshop(directory).build(base, registry.address() + "/acme/dify-api");
      push(registry, "12.2", StartScript.GEVENT);
      Workshop workshop = new Workshop(directory);

      workshop.build(base, registry.address() + "/acme/dify-api");

      assertThat(workshop.told())
          .contains("api: the base has moved since the last build")
          .doesNotContain("it is put on the base that moved");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PluginDaemon.ID, Sandbox.ID})
  void aProgramIsNotCompiledAgain(String component) throws IOException {
    String tag = component.equals(Sandbox.ID) ? GoImages.RELEASE : GoImages.RELEASE + "-local";
    try (EmbeddedOss oss = EmbeddedOss.start();
        GoImages images = new GoImages();
        GoBench bench = new GoBench(directory, oss)) {
      images.push(image(component).rootfs(system("12.1")), component, tag);
      ComponentResult first =
          images.build(bench, new Workshop(directory), component, tag).components().get(0);
      images.push(image(component).rootfs(system("12.2")), component, tag);
      images.registry().reset();

      BuildResult second = images.build(bench, new Workshop(directory), component, tag);

      isCheap(second, images.registry().requests());
      assertThat(bench.compiled()).hasSize(4);
      assertThat(bench.compiled().subList(2, 4)).allMatch(ProgramBuild::cached);
      assertThat(layers(second.components().get(0))).isEqualTo(layers(first));
      assertThat(second.components().get(0).digest()).isNotEqualTo(first.digest());
    }
  }

  private static MiniatureImages.Builder image(String component) {
    return component.equals(Sandbox.ID)
        ? MiniatureImages.sandbox()
        : MiniatureImages.pluginDaemonLocal()
            .program(Platform.parse("linux/amd64"), large(1))
            .program(Platform.parse("linux/arm64"), large(2));
  }

  /** A program whose layer nobody would read twice. */
  private static byte[] large(long seed) {
    byte[] bytes = new byte[1 << 20];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
