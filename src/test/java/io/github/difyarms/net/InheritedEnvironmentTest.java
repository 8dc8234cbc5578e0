package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedEnvironmentTest {
  private static final Map<String, String> ALL =
      Map.of(
          "PATH", "/bin",
          "DOCKER_HOST", "ssh://host",
          "HTTPS_PROXY", "http://me:pw@proxy:1",
          "ARMS_LICENSE_KEY", "key",
          "GOPROXY", "https://me:pw@modules",
          "PIP_INDEX_URL", "https://me:pw@index",
          "MAVEN_CMD_LINE_ARGS", "build -Ddify-arms.to.auth.password=pw");

  @Test
  void whatHoldsASecretOfTheBuildIsLeftOut() {
    assertThat(InheritedEnvironment.of(ALL)).containsOnlyKeys("PATH", "DOCKER_HOST", "HTTPS_PROXY");
  }

  @Test
  void whoCanOnlyAddMakesItEmpty() {
    assertThat(InheritedEnvironment.blanks(ALL))
        .containsOnlyKeys("ARMS_LICENSE_KEY", "GOPROXY", "PIP_INDEX_URL", "MAVEN_CMD_LINE_ARGS")
        .containsValue("");
  }
}
