package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.difyarms.component.GoPins;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.component.SandboxSettings;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import io.github.difyarms.toolchain.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of Go beforehand, as far as a build is held to it. */
class GoPinsTest {
  @TempDir Path directory;

  @Test
  void aGoOfAnotherHashThanIsKnownStopsBeforeAnythingIsCompiled() throws IOException {
    try (GoImages images = new GoImages();
        GoBench bench = new GoBench(directory)) {
      DifyArmsException stop =
          catchThrowableOfType(
              DifyArmsException.class,
              () -> images.daemon(mismatched(bench), new Workshop(directory)));

      assertThat(stop.code()).isEqualTo(ErrorCode.GO_HASH_MISMATCH);
      assertThat(stop.why()).contains("expected h1:locked=", "h1:other=");
      assertThat(bench.compiled()).isEmpty();
      assertThat(images.pushes()).isZero();
    }
  }

  @Test
  void withoutAConnectionAGoOfAnotherHashStopsTheBuildToo() throws IOException {
    try (GoImages images = new GoImages();
        GoBench bench = new GoBench(directory);
        GoBench offline = new GoBench(directory, bench.oss()).offline()) {
      DifyArmsException first = // which fills the cache
          catchThrowableOfType(
              DifyArmsException.class,
              () -> images.daemon(mismatched(bench), new Workshop(directory)));
      assertThat(first.code()).isEqualTo(ErrorCode.GO_HASH_MISMATCH);

      DifyArmsException stop =
          catchThrowableOfType(
              DifyArmsException.class,
              () -> images.daemon(mismatched(offline), new Workshop(directory).offline()));

      assertThat(stop.code()).isEqualTo(ErrorCode.GO_HASH_MISMATCH);
    }
  }

  /** With a cache that has another Go than the locked one. */
  private GoBench mismatched(GoBench bench) throws IOException {
    Path go =
        Files.createDirectories(
            directory.resolve("cache/tools/go/1.25.3-" + Host.current().name()));
    Files.writeString(go.resolve(".complete.json"), "{\"hash\": \"h1:other=\"}");
    return bench
        .environment(Map.of("PATH", "/nowhere", "HOME", directory.toString()))
        .goVersion(Optional.empty())
        .pins(new GoPins(Map.of(PluginDaemon.ID, "1.25.3"), Map.of("1.25.3", "h1:locked=")));
  }

  private static String configuration(GoBench bench) throws IOException {
    return Objects.requireNonNull(bench.components().get(Sandbox.ID)).configuration();
  }

  @Test
  void whatOfTheSandboxIsCompiledIsConfiguration() throws IOException {
    try (GoBench bench = new GoBench(directory)) {
      String main = configuration(bench);
      bench.instrument(SandboxSettings.Instrument.ALL);

      assertThat(configuration(bench)).isNotEqualTo(main);
    }
  }
}
