package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.secrets.SecretRuns;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretGoalsTest {
  @Test
  void everyGoalIsRunWithMarkedSecrets() {
    assertThat(SecretRuns.goals())
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Goal.values()).map(Goal::id).toList());
  }
}
