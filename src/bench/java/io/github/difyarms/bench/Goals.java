package io.github.difyarms.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What this plugin wants to reach, and whether it did. */
final class Goals {
  /** A peer that is faster than this may be faster than Maven starts. */
  private static final double WORTH_STARTING = 2;

  private static final double FLOOR_RATIO = 1.3;
  private static final double NOTHING_SECONDS = 0.5;
  private static final Map<Row, Integer> GO =
      Map.of(Row.UNREAD, 37, Row.CHANGE, 21, Row.NOTHING, 2);
  private static final Map<Row, Integer> API =
      Map.of(Row.FIRST, 38, Row.CHANGE, 23, Row.NOTHING, 2);

  private final Results results;
  private final List<String> lines = new ArrayList<>();

  Goals(Results results) {
    this.results = results;
  }

  /** Returns rows of a table: goal, found, met or not. */
  List<String> lines() {
    for (Line line : Line.values()) {
      for (Row row : Row.values()) {
        againstPeers(line, row);
      }
    }
    for (Row row : Row.values()) {
      againstFloor(row);
    }
    requests();
    heap();
    nothing();
    return lines;
  }

  private void add(String goal, String found, boolean met) {
    lines.add("| " + goal + " | " + found + " | " + (met ? "met" : "**missed**") + " |");
  }

  private record Best(String title, double seconds) {}

  private Optional<Best> best(Line line, Row row) {
    return results.peers().stream()
        .flatMap(
            peer ->
                results.tally(line, row, peer).median().stream()
                    .map(seconds -> new Best(peer.title(), seconds)))
        .min(java.util.Comparator.comparingDouble(Best::seconds));
  }

  private void againstPeers(Line line, Row row) {
    Tally ours = results.ours(line, row);
    Optional<Best> best = best(line, row);
    if (best.isEmpty() || ours.median().isEmpty()) {
      return;
    }
    String where = row.title() + ", " + (line == Line.LINK ? "link" : "loopback");
    String fastest =
        "fastest peer " + best.get().title() + " " + Numbers.seconds(best.get().seconds()) + " s";
    double inside = ours.medianInside().orElseThrow();
    add(
        where + ": inside the goal ahead of every peer's whole time",
        Numbers.seconds(inside) + " s; " + fastest,
        inside < best.get().seconds());
    if (best.get().seconds() > WORTH_STARTING) {
      double whole = ours.median().orElseThrow();
      add(
          where + ": whole Maven process ahead",
          Numbers.seconds(whole) + " s; " + fastest,
          whole < best.get().seconds());
    }
  }

  private void againstFloor(Row row) {
    Optional<Double> inside = results.ours(Line.LINK, row).medianInside();
    long bytes = results.floorBytes(row);
    if (inside.isPresent() && bytes > 0) {
      double floor = Link.seconds(bytes);
      add(
          row.title() + ", link: inside the goal at most 1.3 × the byte floor",
          String.format(
              Locale.ROOT, "%.2f × (%.2f s of %.2f s)", inside.get() / floor, inside.get(), floor),
          inside.get() <= FLOOR_RATIO * floor);
    }
  }

  private void requests() {
    for (Row row : List.of(Row.UNREAD, Row.CHANGE, Row.NOTHING)) {
      results
          .ours(Line.LOOPBACK, row)
          .counts()
          .ifPresent(it -> requests("dify-plugin-daemon, " + row.title(), it, GO, row));
    }
    for (Row row : List.of(Row.FIRST, Row.CHANGE, Row.NOTHING)) {
      results
          .extras()
          .map(it -> it.api().get(row))
          .ifPresent(
              it -> requests("dify-api with two script copies, " + row.title(), it, API, row));
    }
  }

  private void requests(String what, Counts counts, Map<Row, Integer> most, Row row) {
    int limit = most.getOrDefault(row, 0);
    add(what + ": at most " + limit + " requests", counts.total() + "", counts.total() <= limit);
  }

  /** A heap cannot grow beyond its limit: only whether the run ends well says something. */
  private void heap() {
    results
        .extras()
        .ifPresent(
            extras ->
                extras
                    .heaps()
                    .forEach(
                        (row, heap) ->
                            add(
                                row.title() + ": all of Maven ends well with `-Xmx64m`",
                                heap.wrong().isPresent()
                                    ? "it failed"
                                    : String.format(
                                        Locale.ROOT,
                                        "it did; %.0f MB in use at most, %.0f MB after collections",
                                        heap.most(),
                                        heap.live()),
                                heap.wrong().isEmpty())));
  }

  private void nothing() {
    results
        .extras()
        .ifPresent(
            extras -> {
              double whole = Numbers.median(extras.nothing());
              double help = Numbers.median(extras.help());
              double more = whole - help;
              add(
                  "nothing changed, loopback: at most 0.5 s beyond `dify-arms:help`, "
                      + extras.help().size()
                      + " runs of each in turn",
                  String.format(Locale.ROOT, "%.2f s beyond (%.2f s of %.2f s)", more, whole, help),
                  more <= NOTHING_SECONDS);
            });
  }
}
