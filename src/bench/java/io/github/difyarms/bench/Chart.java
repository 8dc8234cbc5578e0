package io.github.difyarms.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws a series as SVG: time on logarithmic axes, memory beside it. Readable on light and dark.
 */
final class Chart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int PANEL = 290;
  private static final int TOP = 40;
  private static final int BOTTOM = 240;
  private static final double HEAP = 64;

  private final Growth.Series series;
  private final StringBuilder svg = new StringBuilder();

  private Chart(Growth.Series series) {
    this.series = series;
  }

  static String of(Growth.Series series) {
    return new Chart(series).draw();
  }

  private String draw() {
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
        <style>
        text { font: 12px sans-serif; fill: #24292f }
        .axis { stroke: #57606a; fill: none }
        .grid { stroke: #d0d7de }
        .line { stroke: #0969da; fill: none; stroke-width: 2 }
        .second { stroke: #bf8700; fill: none; stroke-width: 2 }
        .guide { stroke: #57606a; stroke-dasharray: 4 4 }
        circle { fill: #0969da }
        circle.second { fill: #bf8700; stroke: none }
        @media (prefers-color-scheme: dark) {
          text { fill: #c9d1d9 }
          .axis, .guide { stroke: #8b949e }
          .grid { stroke: #30363d }
          .line { stroke: #58a6ff } circle { fill: #58a6ff }
          .second { stroke: #d29922 } circle.second { fill: #d29922 }
        }
        </style>
        """
            .formatted(WIDTH, HEIGHT, "Time and heap over " + series.of()));
    time();
    memory();
    return svg.append("</svg>\n").toString();
  }

  private void time() {
    List<Growth.Point> points = series.points();
    double most = points.stream().mapToDouble(Growth.Point::seconds).max().orElse(1) * 1.5;
    double least = points.stream().mapToDouble(Growth.Point::seconds).min().orElse(1) / 1.5;
    int left = 60;
    text(left, TOP - 14, "seconds, both axes logarithmic; dashed: linear growth");
    for (double tick = Math.pow(10, Math.floor(Math.log10(least))); tick <= most; tick *= 10) {
      for (double part : new double[] {1, 2, 5}) {
        double value = tick * part;
        if (value >= least && value <= most) {
          grid(left, y(value, least, most), label(value));
        }
      }
    }
    frame(left);
    Growth.Point last = points.get(points.size() - 1);
    double fromX = Math.max(points.get(0).x(), last.x() * least / last.seconds());
    double fromY = last.seconds() * fromX / last.x();
    line(
        "guide",
        x(left, fromX),
        y(fromY, least, most),
        x(left, last.x()),
        y(last.seconds(), least, most));
    curve(left, "line", it -> y(it.seconds(), least, most));
  }

  private void memory() {
    int left = 60 + PANEL + 80;
    text(
        left,
        TOP - 14,
        "MB of heap of " + (int) HEAP + ": blue most in use, yellow after collections");
    for (int value = 0; value <= HEAP; value += 16) {
      grid(left, linear(value), "" + value);
    }
    frame(left);
    curve(left, "line", it -> linear(it.peak()));
    curve(left, "second", it -> linear(it.live()));
  }

  private void curve(int left, String style, ToDoubleFunction<Growth.Point> height) {
    StringBuilder path = new StringBuilder();
    for (Growth.Point point : series.points()) {
      path.append(path.length() == 0 ? "M" : " L");
      path.append(number(x(left, point.x()))).append(' ');
      path.append(number(height.applyAsDouble(point)));
    }
    svg.append("<path class=\"").append(style).append("\" d=\"").append(path).append("\"/>\n");
    for (Growth.Point point : series.points()) {
      svg.append(
          "<circle%s cx=\"%s\" cy=\"%s\" r=\"3\"/>%n"
              .formatted(
                  style.equals("second") ? " class=\"second\"" : "",
                  number(x(left, point.x())),
                  number(height.applyAsDouble(point))));
    }
  }

  private void frame(int left) {
    svg.append(
        "<path class=\"axis\" d=\"M%d %d V%d H%d\"/>%n".formatted(left, TOP, BOTTOM, left + PANEL));
    for (Growth.Point point : series.points()) {
      svg.append(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d</text>%n"
              .formatted(number(x(left, point.x())), BOTTOM + 18, point.x()));
    }
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n"
            .formatted(left + PANEL / 2, BOTTOM + 40, series.of()));
  }

  private void grid(int left, double y, String label) {
    line("grid", left, y, left + PANEL, y);
    svg.append(
        "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>%n"
            .formatted(left - 6, number(y + 4), label));
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n"
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
  }

  private void text(int x, int y, String text) {
    svg.append("<text x=\"%d\" y=\"%d\">%s</text>%n".formatted(x, y, text));
  }

  private double x(int left, double value) {
    double first = Math.log(series.points().get(0).x());
    double last = Math.log(series.points().get(series.points().size() - 1).x());
    return left + 15 + (PANEL - 30) * (Math.log(value) - first) / (last - first);
  }

  private static double y(double value, double least, double most) {
    return BOTTOM
        - (BOTTOM - TOP) * (Math.log(value) - Math.log(least)) / (Math.log(most) - Math.log(least));
  }

  private static double linear(double value) {
    return BOTTOM - (BOTTOM - TOP) * Math.min(1.05, value / (HEAP * 1.05));
  }

  private static String label(double value) {
    return value < 1 ? String.format(Locale.ROOT, "%.2f", value) : "" + (int) value;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
