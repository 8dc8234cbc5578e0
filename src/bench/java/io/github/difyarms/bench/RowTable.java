package io.github.difyarms.bench;

import java.util.Locale;
import java.util.Optional;

/** The table of one row over one line. */
final class RowTable {
  private static final String HEAD =
      """
      | | median s | least–most | × ours, whole | × ours, inside | requests | MB up | MB down | connections | peak memory MB |
      |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  private final Results results;
  private final Line line;
  private final Row row;

  RowTable(Results results, Line line, Row row) {
    this.results = results;
    this.line = line;
    this.row = row;
  }

  /** Returns it, or nothing when nobody ran. */
  String text() {
    StringBuilder text = new StringBuilder();
    Tally ours = results.ours(line, row);
    for (Competitor competitor : results.competitors()) {
      Tally tally = results.tally(line, row, competitor);
      if (tally.median().isPresent()) {
        if (own(competitor)) {
          text.append(inside(tally));
        }
        text.append(timed(competitor, tally, ours));
      }
    }
    if (text.length() == 0) {
      return "";
    }
    StringBuilder others = new StringBuilder();
    for (Competitor competitor : results.competitors()) {
      String skipped = results.skipped().get(line + " " + row + " " + competitor.id());
      Optional<String> wrong = results.tally(line, row, competitor).wrong();
      if (skipped != null) {
        others.append("* ").append(competitor.title()).append(": skipped, ").append(skipped);
        others.append('\n');
      } else if (wrong.isPresent()) {
        others.append("* ").append(competitor.title()).append(": does not count: ");
        others.append(oneLine(wrong.get())).append('\n');
      }
    }
    return "### "
        + capital(row.title())
        + "\n\n"
        + floor()
        + HEAD
        + text
        + (others.length() == 0 ? "" : "\n" + others)
        + "\n";
  }

  private String floor() {
    String meaning = capital(row.meaning()) + ".";
    long bytes = line == Line.LINK ? results.floorBytes(row) : 0;
    return bytes == 0
        ? meaning + "\n\n"
        : meaning
            + String.format(
                Locale.ROOT,
                " Byte floor: %s MB have to move, which takes %.2f s.%n%n",
                Numbers.megabytes(bytes),
                Link.seconds(bytes));
  }

  private static String inside(Tally tally) {
    return "| **this plugin, inside the goal** | **"
        + Numbers.seconds(tally.medianInside().orElseThrow())
        + "** | "
        + tally.rangeInside()
        + " | | | | | | | |\n";
  }

  private String timed(Competitor competitor, Tally tally, Tally ours) {
    double median = tally.median().orElseThrow();
    boolean own = own(competitor);
    StringBuilder text = new StringBuilder("| ");
    text.append(own ? "**this plugin, whole Maven process**" : competitor.title());
    text.append(tally.count() < results.options().repetitions() ? " (once)" : "");
    text.append(" | ").append(own ? "**" : "").append(Numbers.seconds(median));
    text.append(own ? "**" : "").append(" | ").append(tally.range());
    text.append(" | ").append(ours.median().map(it -> ratio(median / it)).orElse(""));
    text.append(" | ").append(ours.medianInside().map(it -> ratio(median / it)).orElse(""));
    Optional<Counts> counts = tally.counts();
    text.append(" | ").append(counts.map(it -> "" + it.total()).orElse(""));
    text.append(" | ").append(counts.map(it -> Numbers.megabytes(it.up())).orElse(""));
    text.append(" | ").append(counts.map(it -> Numbers.megabytes(it.down())).orElse(""));
    text.append(" | ").append(counts.map(it -> "" + it.connections()).orElse(""));
    long peak = tally.peakKilobytes();
    return text.append(" | ").append(peak == 0 ? "" : "" + peak / 1000).append(" |\n").toString();
  }

  private static boolean own(Competitor competitor) {
    return competitor.id().equals(Results.OURS);
  }

  private static String ratio(double value) {
    String text = Numbers.times(value);
    return value < 1 ? text + " (faster than we are)" : text;
  }

  static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
    return line.length() > 200 ? line.substring(line.length() - 200) : line;
  }
}
