package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChecksumKeyTest {
  /** What the public database really said on 2026-11-25. */
  private static final String NOTE =
      """
      go.sum database tree
      66385784
      dRgqg6bNjCv/HjgbQbR4FTQxb01x93qAiafZ4wW6HNI=

      \u2014 sum.golang.org Az3grgdaBaBYyyTCLNv4P301f7lAEOLAqFA3S8qHA1DrIw6NQDwtMmAExrmeIOAA0fY8RhokDCBm9LiX4cF0aBcOHgs=
      """;

  private final ChecksumKey key = ChecksumKey.parse(ChecksumKey.PUBLIC);

  @Test
  void thePublicDatabasesSignatureIsGood() {
    assertThat(key.signed(NOTE)).isTrue();
    assertThat(key.name()).isEqualTo("sum.golang.org");
  }

  @Test
  void anAlteredNoteIsNotSigned() {
    assertThat(key.signed(NOTE.replace("66385784", "66385785"))).isFalse();
    assertThat(key.signed(NOTE.replace("\u2014 sum.golang.org", "\u2014 sum.other.org"))).isFalse();
    assertThat(key.signed(NOTE.replace("Az3grg", "Az3grh"))).isFalse();
    assertThat(key.signed("go.sum database tree\n")).isFalse();
    assertThat(key.signed("text\n\n\u2014 sum.golang.org AA==\n")).isFalse();
  }

  @Test
  void aDamagedKeyIsNone() {
    assertThatThrownBy(() -> ChecksumKey.parse(ChecksumKey.PUBLIC.replace("033de0ae", "033de0af")))
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> ChecksumKey.parse("sum.golang.org"))
        .hasMessageContaining("NAME+HASH+KEY");
  }
}
