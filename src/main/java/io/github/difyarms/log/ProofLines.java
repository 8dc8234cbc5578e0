package io.github.difyarms.log;

import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a published image has that its base has not, in few lines: every place, but no values. Those
 * are in {@code images.json} and in the report.
 */
final class ProofLines {
  private ProofLines() {}

  /** Returns the lines; platforms that differ in the same places are told once. */
  static List<String> of(ComponentResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(result.id() + ": differs from " + result.base() + " in this only:");
    if (!result.index().isEmpty()) {
      lines.add("  index     " + places(result.index(), "/manifests/"));
    }
    Map<List<String>, List<String>> alike = new LinkedHashMap<>();
    for (PlatformResult platform : result.platforms()) {
      alike
          .computeIfAbsent(lines(platform.proof()), key -> new ArrayList<>())
          .add(platform.platform().toString());
    }
    alike.forEach(
        (its, platforms) -> {
          if (alike.size() > 1) {
            lines.add("  " + String.join(", ", platforms));
          }
          lines.addAll(its);
        });
    return lines;
  }

  private static List<String> lines(Proof proof) {
    List<String> lines = new ArrayList<>();
    lines.add("  manifest  " + places(proof.manifest(), "/layers/"));
    lines.add("  config    " + places(proof.config(), "/history/"));
    if (proof.layer().isEmpty()) {
      lines.add("  layer     not read: it was joined by its digest alone");
    }
    for (Proof.LayerItem item : proof.layer()) {
      lines.add("  layer     " + item.mode() + " " + item.owner() + " " + item.path());
    }
    return lines;
  }

  /** Fields of one new entry count as one place. */
  private static String places(List<Difference> differences, String entries) {
    Set<String> places = new LinkedHashSet<>();
    for (Difference difference : differences) {
      String pointer = difference.pointer();
      int field = pointer.startsWith(entries) ? pointer.indexOf('/', entries.length()) : -1;
      String place = field < 0 ? pointer : pointer.substring(0, field);
      places.add(sign(difference.kind(), field >= 0) + place.replace("~1", "/").replace("~0", "~"));
    }
    return String.join(" ", places);
  }

  private static String sign(Difference.Kind kind, boolean part) {
    return switch (kind) {
      case ADDED -> "+";
      case REMOVED -> part ? "~" : "-";
      case CHANGED -> "~";
    };
  }
}
