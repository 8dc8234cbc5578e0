package io.github.difyarms.image;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths of a {@link TreeQuery}; all of them begin with a slash. */
final class TreePaths {
  private record Kept(Pattern paths, int firstBytes) {}

  private final List<String> chain = new ArrayList<>();
  private final Pattern listed;
  private final List<Kept> kept;

  TreePaths(TreeQuery query) {
    String root = query.root().toString();
    if (root.equals("/")) { // everything is below it, and nothing above
      root = "";
    }
    for (int slash = root.indexOf('/', 1); slash > 0; slash = root.indexOf('/', slash + 1)) {
      chain.add(root.substring(0, slash));
    }
    if (!root.isEmpty()) {
      chain.add(root);
    }
    this.listed = Pattern.compile(query.listed(), Pattern.DOTALL);
    this.kept =
        query.kept().stream()
            .map(k -> new Kept(Pattern.compile(k.paths(), Pattern.DOTALL), k.firstBytes()))
            .toList();
  }

  /** Returns the query's root and the directories above it, outermost first. */
  List<String> chain() {
    return chain;
  }

  String root() {
    return chain.isEmpty() ? "" : chain.get(chain.size() - 1);
  }

  /** Returns whether what lies at a path is part of the answer. */
  boolean listed(String path) {
    return chain.contains(path) || (belowRoot(path) && listed.matcher(path).matches());
  }

  /** Returns whether something below a path can be part of the answer. */
  boolean mayHold(String path) {
    if (!belowRoot(path)) {
      return path.isEmpty() || chain.contains(path);
    }
    Matcher matcher = listed.matcher(path + "/");
    return matcher.matches() || matcher.hitEnd(); // more text could make it match
  }

  private boolean belowRoot(String path) {
    return path.startsWith(root()) && path.startsWith("/", root().length());
  }

  /** Returns how many bytes of a file are wanted; negative when none are, not even if empty. */
  int firstBytes(String path) {
    return kept.stream()
        .filter(k -> k.paths().matcher(path).matches())
        .mapToInt(Kept::firstBytes)
        .findFirst()
        .orElse(-1);
  }

  /** Returns the part of a map that is below a path. */
  static <T> SortedMap<String, T> below(SortedMap<String, T> map, String path) {
    return map.subMap(path + "/", path + "0"); // 0 comes after the slash
  }
}
