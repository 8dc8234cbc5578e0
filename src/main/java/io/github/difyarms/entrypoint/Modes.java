package io.github.difyarms.entrypoint;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads off a condition which values of the variable {@code MODE} it asks for. */
final class Modes {
  private static final Pattern MODE = Pattern.compile("\\$MODE|\\$\\{MODE((:?-[^}]*)|,,|\\^\\^)?}");
  private static final Set<String> EQUALS = Set.of("=", "==");

  private Modes() {}

  /** Values compared for equality in {@code [[ … ]]}, {@code [ … ]} or {@code test …}. */
  static Set<String> comparedIn(List<Token> words) {
    Set<String> modes = new TreeSet<>();
    for (int i = 1; i + 1 < words.size(); i++) {
      if (EQUALS.contains(words.get(i).text())) {
        Token left = words.get(i - 1);
        Token right = words.get(i + 1);
        if (isMode(left)) {
          modes.add(right.unquoted());
        } else if (isMode(right)) {
          modes.add(left.unquoted());
        }
      }
    }
    return modes;
  }

  /** Values named by the patterns of a {@code case} over {@code MODE}; none for other cases. */
  static Set<String> named(Token subject, List<Token> patterns) {
    Set<String> modes = new TreeSet<>();
    if (isMode(subject)) {
      patterns.stream()
          .map(Token::unquoted)
          .filter(pattern -> pattern.indexOf('*') < 0)
          .forEach(modes::add);
    }
    return modes;
  }

  private static boolean isMode(Token word) {
    return MODE.matcher(word.unquoted()).matches();
  }
}
