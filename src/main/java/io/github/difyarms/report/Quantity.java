package io.github.difyarms.report;

import java.time.Duration;
import java.util.Locale;

/** Amounts as the report shows them, the same in every locale. */
final class Quantity {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

  private Quantity() {}

  /** Returns {@code 31 B}, {@code 4.2 MB}, {@code 310 MB}: decimal units, as registries use. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** Returns {@code 0.04 s}, {@code 12.3 s} or {@code 2 min 05 s}. */
  static String time(Duration duration) {
    long millis = duration.toMillis();
    if (millis >= 59_950) {
      long seconds = Math.round(millis / 1000.0);
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, millis < 1000 ? "%.2f s" : "%.1f s", millis / 1000.0);
  }
}
