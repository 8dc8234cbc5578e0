package io.github.difyarms.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All runs of one competitor in one row, over one line. */
record Tally(List<Run> runs) {
  static Tally of(List<Run> all, Line line, Row row, String competitor) {
    return new Tally(
        all.stream()
            .filter(it -> it.line() == line && it.row() == row)
            .filter(it -> it.competitor().equals(competitor))
            .toList());
  }

  private Stream<Run> good() {
    return runs.stream().filter(it -> it.wrong().isEmpty());
  }

  private List<Double> timed() {
    return good().filter(Run::timed).map(Run::seconds).toList();
  }

  /** Returns how many times count. */
  int count() {
    return timed().size();
  }

  /** Returns the median of the whole times. */
  Optional<Double> median() {
    return timed().isEmpty() ? Optional.empty() : Optional.of(Numbers.median(timed()));
  }

  Optional<Double> medianInside() {
    List<Double> inside = inside();
    return inside.isEmpty() ? Optional.empty() : Optional.of(Numbers.median(inside));
  }

  private List<Double> inside() {
    return good().filter(Run::timed).flatMap(it -> it.inside().stream()).toList();
  }

  String range() {
    return range(timed());
  }

  String rangeInside() {
    return range(inside());
  }

  private static String range(List<Double> values) {
    return Numbers.seconds(values.stream().mapToDouble(it -> it).min().orElse(0))
        + "–"
        + Numbers.seconds(values.stream().mapToDouble(it -> it).max().orElse(0));
  }

  /** Returns what was counted on the wire, the median run by its requests. */
  Optional<Counts> counts() {
    List<Counts> counts =
        good()
            .flatMap(it -> it.counts().stream())
            .sorted(java.util.Comparator.comparingInt(Counts::total))
            .toList();
    return counts.isEmpty() ? Optional.empty() : Optional.of(counts.get(counts.size() / 2));
  }

  long peakKilobytes() {
    return good().mapToLong(Run::peakKilobytes).max().orElse(0);
  }

  /** Returns the fewest bytes that a result of it has besides the base's layers. */
  Optional<Long> newBytes() {
    return good().map(Run::newBytes).filter(it -> it > 0).min(Long::compare);
  }

  /** Returns why no time of it counts. */
  Optional<String> wrong() {
    Predicate<Run> isWrong = it -> it.wrong().isPresent();
    return timed().isEmpty()
        ? runs.stream().filter(isWrong).findFirst().flatMap(Run::wrong)
        : Optional.empty();
  }
}
