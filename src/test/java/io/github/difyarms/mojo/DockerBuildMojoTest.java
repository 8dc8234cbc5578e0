package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.image.Platform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DockerBuildMojoTest {
  private static String chosen(Optional<String> daemon, String... asked) {
    List<Platform> platforms = Arrays.stream(asked).map(Platform::parse).toList();
    return DockerBuildMojo.platform(platforms, daemon).toString();
  }

  @Test
  void ofSeveralPlatformsTheOneThatDockerRunsOnIsLoaded() {
    assertThat(chosen(Optional.of("linux/arm64"), "linux/amd64", "linux/arm64"))
        .isEqualTo("linux/arm64");
    assertThat(chosen(Optional.of("linux/x86_64"), "linux/amd64", "linux/arm64"))
        .isEqualTo("linux/amd64");
    assertThat(chosen(Optional.empty(), "linux/amd64", "linux/arm64"))
        .isEqualTo(Platform.parse("linux/" + System.getProperty("os.arch")).toString());
  }

  @Test
  void aSinglePlatformIsLoadedWhateverDockerRunsOn() {
    assertThat(chosen(Optional.of("linux/amd64"), "linux/arm64")).isEqualTo("linux/arm64");
  }

  @Test
  void severalPlatformsWithoutDockersStop() {
    assertThatThrownBy(() -> chosen(Optional.of("linux/arm64"), "linux/amd64", "linux/s390x"))
        .hasMessageContaining("DA-684")
        .hasMessageContaining("linux/arm64")
        .hasMessageContaining("linux/amd64, linux/s390x");
  }
}
