package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.difyarms.deploy.DeploySettings;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.testing.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  @TempDir private Path folder;

  private BuildRequest request() {
    Workshop workshop = new Workshop(folder);
    List<ComponentRequest> components =
        Stream.of("api", "plugin-daemon", "sandbox")
            .map(id -> workshop.request(id, "127.0.0.1:1/base/" + id + ":1", "127.0.0.1:1/" + id))
            .toList();
    return new BuildRequest(
        Optional.empty(),
        components,
        List.of(Platform.parse("linux/amd64"), Platform.parse("linux/arm64")),
        Format.AUTO,
        Optional.empty(),
        folder,
        folder,
        true,
        false,
        false,
        false);
  }

  @Test
  void everyFileOfABuildIsRehearsed() {
    BuildResult result = Rehearsal.of(request());

    SortedMap<String, byte[]> files =
        new Outputs(folder, Optional.of(DeploySettings.of("cn-hangzhou"))).files(result);

    assertThat(files)
        .containsKeys(
            "report.html",
            "deploy/compose.override.yaml",
            "deploy/README.md",
            "deploy/entrypoint-configmap.yaml");
    assertThat(new String(files.get("report.html"), StandardCharsets.UTF_8))
        .contains("/program", "+other text", "registry.invalid/sandbox");
    assertThat(ResultJson.of(result).path("components")).hasSize(3);
  }

  @Test
  void whatCannotBeRehearsedStopsNothing() {
    Outputs outputs = new Outputs(folder, Optional.of(DeploySettings.of("cn-hangzhou")));

    assertThatCode(() -> outputs.rehearse(fails(new IllegalStateException())))
        .doesNotThrowAnyException();
    assertThatCode(() -> outputs.rehearse(fails(new NoClassDefFoundError())))
        .doesNotThrowAnyException();
    assertThat(folder).isEmptyDirectory();
  }

  private static Supplier<BuildResult> fails(Throwable cause) {
    return () -> {
      if (cause instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) cause;
    };
  }
}
