package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionsTest {
  @ParameterizedTest
  @CsvSource({
    "0.6.3-local, 0.6.3",
    "0.6.3-serverless, 0.6.3",
    "0.2.15, 0.2.15",
    "main-local, main",
    "feat-some-local-thing-local, feat-some-local-thing",
    "0.0.1-beta.1-local, 0.0.1-beta.1",
    "0123456789abcdef0123456789abcdef01234567, 0123456789abcdef0123456789abcdef01234567",
    "0123456789abcdef0123456789abcdef01234567-local, 0123456789abcdef0123456789abcdef01234567",
    "latest, ",
    "latest-local, ",
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, ",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, ",
    "sha256-0123456789abcdef, ",
    "-local, ",
    "'', ",
  })
  void theRevisionIsTheTagWithoutItsFlavour(String tag, String revision) {
    assertThat(Revisions.of(tag).orElse(null)).isEqualTo(revision);
  }
}
