package io.github.difyarms.log;

import java.time.Duration;
import java.util.Locale;

/** Quantities as people read them. */
public final class Texts {
  private Texts() {}

  /** Returns bytes in units of 1,000: {@code 1.28 GB}, {@code 940 B}. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.5 && unit < 3) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, value < 10 ? "%.1f %sB" : "%.0f %sB", value, "kMGT".charAt(unit));
  }

  /** Returns a duration in seconds: {@code 3.2 s}. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  /** Returns a count with its noun: {@code 1 layer}, {@code 2 layers}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
