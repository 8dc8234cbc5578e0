package io.github.difyarms.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One directive of a go.mod, blocks resolved.
 *
 * @param verb for example {@code require}
 * @param words what follows, quotes and comments taken off
 */
record GoModLine(String verb, List<String> words) {
  static List<GoModLine> read(String text) {
    List<GoModLine> lines = new ArrayList<>();
    Optional<String> block = Optional.empty();
    for (String line : text.split("\\R", -1)) {
      List<String> words = words(line);
      if (words.isEmpty()) {
        continue;
      }
      if (block.isPresent()) {
        if (words.get(0).equals(")")) {
          block = Optional.empty();
        } else {
          lines.add(new GoModLine(block.get(), words));
        }
      } else if (words.size() == 2 && words.get(1).equals("(")) {
        block = Optional.of(words.get(0));
      } else {
        lines.add(new GoModLine(words.get(0), words.subList(1, words.size())));
      }
    }
    return lines;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (line.startsWith("//", at)) {
        break;
      } else if (c == '"' || c == '`') {
        int end = line.indexOf(c, at + 1); // module paths have no escapes
        end = end < 0 ? line.length() : end;
        words.add(line.substring(at + 1, end));
        at = end + 1;
      } else if (c == '(' || c == ')') {
        words.add(String.valueOf(c));
        at++;
      } else {
        int end = at;
        while (end < line.length()
            && !Character.isWhitespace(line.charAt(end))
            && "()\"`".indexOf(line.charAt(end)) < 0
            && !line.startsWith("//", end)) {
          end++;
        }
        words.add(line.substring(at, end));
        at = end;
      }
    }
    return words;
  }

  /** Returns a word, or an empty text when there are not that many. */
  String word(int number) {
    return number < words.size() ? words.get(number) : "";
  }

  /** Returns the module after the arrow, unless it is a directory. */
  Optional<String> replacement() {
    int arrow = words.indexOf("=>");
    String target = arrow < 0 ? "" : word(arrow + 1);
    boolean directory =
        target.isEmpty()
            || target.equals(".")
            || target.equals("..")
            || target.startsWith("./")
            || target.startsWith("../")
            || target.startsWith("/");
    return directory ? Optional.empty() : Optional.of(target);
  }
}
