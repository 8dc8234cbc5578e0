package io.github.difyarms.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Numbers for people. */
final class Numbers {
  private Numbers() {}

  static double median(Collection<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static String seconds(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String times(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String megabytes(double bytes) {
    double megabytes = bytes / 1e6;
    return String.format(Locale.ROOT, megabytes < 10 ? "%.2f" : "%.0f", megabytes);
  }
}
