package io.github.difyarms.report;

import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof.TextDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What changed in a text file.
 *
 * @param path the file
 * @param platforms the platforms, when not all have this difference
 * @param added number of lines that came
 * @param removed number of lines that went
 * @param lines the unified diff
 */
record TextView(String path, String platforms, long added, long removed, List<Line> lines) {
  /**
   * A line of the diff.
   *
   * @param css a fixed word that styles it
   */
  record Line(String css, String text) {
    static Line of(String line) {
      String css =
          line.startsWith("+++") || line.startsWith("---")
              ? "name"
              : switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                case '+' -> "added";
                case '-' -> "removed";
                case '@' -> "hunk";
                default -> "same";
              };
      return new Line(css, line);
    }
  }

  static List<TextView> of(List<PlatformResult> platforms) {
    Map<TextDifference, List<String>> owners = new LinkedHashMap<>();
    for (PlatformResult platform : platforms) {
      for (TextDifference text : platform.proof().texts()) {
        owners.computeIfAbsent(text, t -> new ArrayList<>()).add(platform.platform().toString());
      }
    }
    List<TextView> views = new ArrayList<>();
    owners.forEach(
        (text, names) ->
            views.add(
                of(text, names.size() == platforms.size() ? "" : PlatformValue.joined(names))));
    return views;
  }

  private static TextView of(TextDifference text, String platforms) {
    // The first two lines name the files; a line "-- x" that went would look the same later on.
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines()) {
      Line shown = Line.of(line);
      boolean content = lines.size() >= 2 && shown.css().equals("name");
      lines.add(content ? new Line(line.startsWith("+") ? "added" : "removed", line) : shown);
    }
    return new TextView(
        text.path(), platforms, count(lines, "added"), count(lines, "removed"), lines);
  }

  private static long count(List<Line> lines, String css) {
    return lines.stream().filter(line -> line.css().equals(css)).count();
  }
}
