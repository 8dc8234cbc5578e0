package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoVersionTest {
  private static GoVersion version(String text) {
    return GoVersion.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "1.21, 1.21, 1.21, false",
    "1.23.3, 1.23.3, 1.23, true",
    "go1.25.0, 1.25.0, 1.25, true",
    "1.26rc1, 1.26rc1, 1.26, false",
    "go1.21.6-corp, 1.21.6, 1.21, true",
    "1.26-alpine, 1.26, 1.26, false",
  })
  void versionsAreRead(String text, String shown, String minor, boolean patch) {
    assertThat(version(text)).hasToString(shown);
    assertThat(version(text).minor()).isEqualTo(minor);
    assertThat(version(text).isPatch()).isEqualTo(patch);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "latest", "default", "go", "1.2.3.4", "v1.2", "1.26.0rc1", "1.99999"})
  void anythingElseIsNone(String text) {
    assertThat(GoVersion.parse(text)).isEmpty();
  }

  @Test
  void theOrderIsGosOwn() {
    List<GoVersion> ordered =
        Arrays.stream(
                "1.9 1.20beta1 1.20rc1 1.20 1.20.1 1.21 1.21rc2 1.21rc10 1.21.0 1.21.9 1.21.10 1.22 2.0"
                    .split(" ", -1))
            .map(GoVersionTest::version)
            .toList();
    List<GoVersion> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(7));
    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ordered);
    assertThat(version("1.20")).isEqualByComparingTo(version("1.20.0"));
  }
}
