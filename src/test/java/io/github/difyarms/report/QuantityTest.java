package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "32, 32 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "9949, 9.9 kB",
    "9950, 10 kB",
    "999499, 999 kB",
    "999500, 1.0 MB",
    "190122870, 190 MB",
    "3000000000, 3.0 GB"
  })
  void bytesHaveTwoOrThreeFigures(long bytes, String shown) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 s",
    "40, 0.04 s",
    "12345, 12.3 s",
    "59949, 59.9 s",
    "59950, 1 min 00 s",
    "125000, 2 min 05 s"
  })
  void timesAreSecondsAndThenMinutes(long millis, String shown) {
    assertThat(Quantity.time(Duration.ofMillis(millis))).isEqualTo(shown);
  }
}
