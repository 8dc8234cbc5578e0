package io.github.difyarms.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheLimitTest {
  @ParameterizedTest
  @CsvSource({
    "1k, 1000",
    "500m, 500000000",
    "10g, 10000000000",
    "10G, 10000000000",
    "' 2GB ', 2000000000",
    "999999t, 999999000000000000"
  })
  void aSizeHasAUnit(String text, long bytes) {
    assertThat(CacheLimit.parse(text)).contains(new CacheLimit(bytes));
  }

  @Test
  void noneIsNoLimit() {
    assertThat(CacheLimit.parse("None").orElseThrow().none()).isTrue();
    assertThat(CacheLimit.parse("1t").orElseThrow().none()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0g", "10", "g", "-1g", "1.5g", "10 g", "10x", "1000000t", "unlimited"})
  void whatSaysNothingIsRefused(String text) {
    assertThat(CacheLimit.parse(text)).isEmpty();
  }
}
