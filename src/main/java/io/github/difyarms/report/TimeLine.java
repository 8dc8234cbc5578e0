package io.github.difyarms.report;

import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The picture of what ran beside what: a lane for each component and platform, in which work at the
 * same time lies one below the other. Places and widths are per cent of the whole time.
 *
 * @param ticks marks of the scale
 * @param lanes the lanes
 * @param legend kinds of work that occur
 * @param rows the same as a table
 * @param work time of all steps together, waiting apart
 * @param waited time that steps waited for their turn; empty for none
 */
record TimeLine(
    List<Tick> ticks,
    List<Lane> lanes,
    List<Legend> legend,
    List<Row> rows,
    String work,
    String waited) {
  private static final int ROW = 18;
  private static final int MOST_TICKS = 6;

  /** Distances of the marks in milliseconds: round in seconds, later round in minutes. */
  private static final long[] STEPS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000,
    600_000, 1_200_000, 3_600_000
  };

  private static final double LEAST_WIDTH = 0.3;

  /** Pixels of a letter, and of one per cent of a lane on a wide and on a narrow screen. */
  private static final double LETTER = 6.4;

  private static final double WIDE = 7.3;
  private static final double NARROW = 3;

  /** A mark of the scale. */
  record Tick(String x, String anchor, String label) {}

  /** A lane; without a component it serves all of them. */
  record Lane(String component, String platform, int height, List<Bar> bars) {}

  /**
   * A step in a lane: first the part it waited, then the part it worked.
   *
   * @param css a fixed word that styles it
   * @param label text in it; empty where there is no room
   * @param labelCss whether the text needs a wide screen ({@code roomy}) or none ({@code tight})
   * @param title text for whoever points at it
   */
  record Bar(
      String css,
      String x,
      int y,
      String width,
      String waitedWidth,
      String workWidth,
      boolean waited,
      String label,
      String labelCss,
      String title) {}

  /** A kind of work and the fixed word that styles it. */
  record Legend(String css, Bilingual name) {}

  /** A step in words. */
  record Row(
      Bilingual kind,
      String component,
      String platform,
      String what,
      String start,
      String waited,
      String duration) {}

  private record LaneKey(String component, String platform) {
    static LaneKey of(Step step) {
      return new LaneKey(step.component(), step.platform().map(Platform::toString).orElse(""));
    }
  }

  /** Returns the time line; there must be steps. */
  static TimeLine of(BuildResult result) {
    List<Step> steps = result.steps();
    long whole = Math.max(result.duration().toMillis(), 1);
    for (Step step : steps) {
      whole = Math.max(whole, end(step));
    }
    double scale = 100.0 / whole;
    Set<Step.Kind> kinds = EnumSet.noneOf(Step.Kind.class);
    steps.forEach(step -> kinds.add(step.kind()));
    Duration waited = steps.stream().map(Step::waited).reduce(Duration.ZERO, Duration::plus);
    Duration all = steps.stream().map(Step::duration).reduce(Duration.ZERO, Duration::plus);
    return new TimeLine(
        ticks(whole),
        lanes(result, scale),
        kinds.stream().map(kind -> new Legend(css(kind), Bilingual.of(kind))).toList(),
        steps.stream().map(TimeLine::row).toList(),
        Quantity.time(all.minus(waited)),
        waited.isZero() ? "" : Quantity.time(waited));
  }

  private static List<Lane> lanes(BuildResult result, double scale) {
    List<String> order = result.components().stream().map(ComponentResult::id).toList();
    Map<LaneKey, List<Step>> lanes = new LinkedHashMap<>();
    result.steps().stream()
        .sorted(
            Comparator.comparingInt((Step step) -> order.indexOf(step.component()))
                .thenComparing(step -> LaneKey.of(step).platform())
                .thenComparing(Step::start))
        .forEach(step -> lanes.computeIfAbsent(LaneKey.of(step), k -> new ArrayList<>()).add(step));
    return lanes.entrySet().stream().map(e -> lane(e.getKey(), e.getValue(), scale)).toList();
  }

  private static Lane lane(LaneKey key, List<Step> steps, double scale) {
    List<Long> ends = new ArrayList<>();
    List<Bar> bars = new ArrayList<>();
    for (Step step : steps) {
      int row = 0;
      while (row < ends.size() && ends.get(row) > step.start().toMillis()) {
        row++;
      }
      if (row == ends.size()) {
        ends.add(0L);
      }
      ends.set(row, end(step));
      bars.add(bar(step, row, scale));
    }
    return new Lane(key.component(), key.platform(), ends.size() * ROW, bars);
  }

  private static Bar bar(Step step, int row, double scale) {
    double width = Math.max(step.duration().toMillis() * scale, LEAST_WIDTH);
    double x = Math.min(step.start().toMillis() * scale, 100 - width);
    double waited =
        step.duration().isZero()
            ? 0
            : 100.0
                * Math.min(step.waited().toMillis(), step.duration().toMillis())
                / Math.max(step.duration().toMillis(), 1);
    double textWidth = VisibleText.line(step.what()).length() * LETTER + 10;
    double workWidth = width * (100 - waited) / 100;
    return new Bar(
        css(step.kind()),
        percent(x),
        row * ROW + 2,
        percent(width),
        percent(waited),
        percent(100 - waited),
        waited > 0,
        textWidth > workWidth * WIDE ? "" : step.what(),
        textWidth > workWidth * NARROW ? "roomy" : "tight",
        step.what() + " · " + Quantity.time(step.start()) + " + " + Quantity.time(step.duration()));
  }

  private static Row row(Step step) {
    LaneKey lane = LaneKey.of(step);
    return new Row(
        Bilingual.of(step.kind()),
        lane.component(),
        lane.platform(),
        step.what(),
        Quantity.time(step.start()),
        step.waited().isZero() ? "" : Quantity.time(step.waited()),
        Quantity.time(step.duration()));
  }

  private static List<Tick> ticks(long whole) {
    long step = STEPS[0];
    for (int i = 0; whole > MOST_TICKS * step; i++) {
      step = i < STEPS.length ? STEPS[i] : step * 2;
    }
    List<Tick> ticks = new ArrayList<>();
    for (long at = 0; at <= whole; at += step) {
      double x = 100.0 * at / whole;
      ticks.add(
          new Tick(
              percent(x),
              at == 0 ? "start" : x > 94 ? "end" : "middle",
              at == 0 ? "0" : label(at, step)));
    }
    return ticks;
  }

  private static String label(long millis, long step) {
    if (step >= 60_000) {
      return millis / 60_000 + " min";
    }
    return step >= 1000 ? millis / 1000 + " s" : millis / 1000.0 + " s";
  }

  private static long end(Step step) {
    return step.start().plus(step.duration()).toMillis();
  }

  private static String css(Step.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.3f%%", value);
  }
}
