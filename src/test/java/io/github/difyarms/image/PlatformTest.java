package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
  @ParameterizedTest
  @CsvSource({
    "linux/amd64, linux/amd64",
    "linux/x86_64, linux/amd64",
    "Linux/AMD64, linux/amd64",
    "linux/arm64/v8, linux/arm64",
    "linux/aarch64, linux/arm64",
    "linux/arm, linux/arm/v7",
    "linux/arm/6, linux/arm/v6",
    "linux/amd64/v3, linux/amd64/v3"
  })
  void platformsAreNormalisedAsContainerdDoes(String written, String normalised) {
    assertThat(Platform.parse(written)).hasToString(normalised);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "linux", "linux/", "linux/a/b/c", "linux/am d64", "../amd64/x"})
  void malformedPlatformsAreRefusedByCode(String written) {
    assertThatThrownBy(() -> Platform.parse(written))
        .isInstanceOf(DifyArmsException.class)
        .hasMessageContaining("DA-103");
  }

  @Test
  void fileNameHasNoSlash() {
    assertThat(Platform.parse("linux/arm/v7").fileName()).isEqualTo("linux-arm-v7");
  }
}
