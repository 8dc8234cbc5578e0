package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

  @Test
  void knownAnswersOfTheStandardAreGiven() {
    Digest sha512 =
        Digest.parse(
            "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");

    assertThat(Digest.of(ABC))
        .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Digest.of(ABC).shortHex()).isEqualTo("ba7816bf8f01");
    assertThat(sha512.matches(ABC)).isTrue();
    assertThat(sha512.matches(new byte[1])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256",
        "sha256:",
        "sha256:../../../etc/passwd",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015",
        "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha1:a9993e364706816aba3e25717850c26c9cd0d89d"
      })
  void whatIsNoDigestIsRefusedByCode(String text) {
    assertThatThrownBy(() -> Digest.parse(text)).hasMessageContaining("DA-102");
  }

  @Test
  void endlessTextIsNotRepeatedInTheMessage() {
    assertThatThrownBy(() -> Digest.parse("sha256:" + "x".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }
}
