package io.github.difyarms.report;

import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof.TextDifference;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changed in text files that changed alike: an image may hold the same script twice.
 *
 * @param paths the files
 * @param platforms the platforms, when not all have this difference
 * @param added number of lines that came
 * @param removed number of lines that went
 * @param lines the unified diff without the names of the files
 */
record TextView(String paths, String platforms, long added, long removed, List<Line> lines) {
  /**
   * A line of the diff.
   *
   * @param css a fixed word that styles it
   */
  record Line(String css, String text) {
    static Line of(String line) {
      String css =
          switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> "added";
            case '-' -> "removed";
            case '@' -> "hunk";
            default -> "same";
          };
      return new Line(css, line);
    }
  }

  /** Who has a difference. */
  private record Owners(Set<String> paths, Set<String> platforms) {}

  static List<TextView> of(List<PlatformResult> platforms) {
    Map<List<String>, Owners> alike = new LinkedHashMap<>();
    for (PlatformResult platform : platforms) {
      for (TextDifference text : platform.proof().texts()) {
        Owners owners =
            alike.computeIfAbsent(
                content(text.lines()),
                lines -> new Owners(new LinkedHashSet<>(), new LinkedHashSet<>()));
        owners.paths().add(text.path());
        owners.platforms().add(platform.platform().toString());
      }
    }
    return alike.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue(), platforms.size()))
        .toList();
  }

  /** Returns the lines after the two that name the files; later ones may only look like those. */
  private static List<String> content(List<String> lines) {
    boolean named =
        lines.size() >= 2 && lines.get(0).startsWith("--- ") && lines.get(1).startsWith("+++ ");
    return named ? lines.subList(2, lines.size()) : lines;
  }

  private static TextView of(List<String> content, Owners owners, int platforms) {
    List<Line> lines = content.stream().map(Line::of).toList();
    return new TextView(
        String.join(", ", owners.paths()),
        owners.platforms().size() == platforms ? "" : String.join(", ", owners.platforms()),
        count(lines, "added"),
        count(lines, "removed"),
        lines);
  }

  private static long count(List<Line> lines, String css) {
    return lines.stream().filter(line -> line.css().equals(css)).count();
  }
}
