package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.model.PlatformResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextViewTest {
  private final List<PlatformResult> platforms = RichResult.of().components().get(0).platforms();

  @Test
  void filesThatChangedAlikeAreShownOnce() {
    assertThat(TextView.of(platforms))
        .singleElement()
        .satisfies(
            text -> {
              assertThat(text.paths()).isEqualTo("/entrypoint.sh, /app/api/docker/entrypoint.sh");
              assertThat(text.platforms()).isEmpty();
            });
  }

  @Test
  void aRemovedLineThatLooksLikeAFileNameIsARemovedLine() {
    TextView text = TextView.of(platforms).get(0);

    assertThat(text.lines().get(0).css()).isEqualTo("hunk");
    assertThat(text.lines())
        .contains(new TextView.Line("removed", "--- an old comment of the script's own"));
    assertThat(text.removed()).isEqualTo(2);
    assertThat(text.added()).isEqualTo(6);
  }
}
