package io.github.difyarms.entrypoint;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A simple command of the script.
 *
 * @param words its words, assignments first; redirections are left out
 * @param start offset of its first character
 * @param levels the compound commands around it, outermost first
 * @param before the list operator before it ({@code &&}, {@code |}, {@code !} …) or empty
 * @param after the list operator behind it or empty
 * @param awaitsHereDocument whether the text of a here-document of an earlier command follows
 */
record Command(
    List<Token> words,
    int start,
    List<Nesting.Level> levels,
    String before,
    String after,
    boolean awaitsHereDocument) {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z_0-9]*(\\[[^\\]]*])?\\+?=.*", Pattern.DOTALL);
  private static final Set<String> PREFIXES = Set.of("exec", "env");

  Command {
    words = List.copyOf(words);
    levels = List.copyOf(levels);
  }

  /**
   * Returns the index of the word that names the program, behind assignments, {@code exec} and
   * {@code env}; empty when there is none, as in a mere assignment.
   */
  OptionalInt program() {
    for (int i = 0; i < words.size(); i++) {
      if (!isPrefix(i)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Tells whether the word may stand before the program's name. */
  boolean isPrefix(int index) {
    Token word = words.get(index);
    return PREFIXES.contains(word.text()) || ASSIGNMENT.matcher(word.text()).matches();
  }

  /** Tells whether the command replaces the shell. */
  boolean exec() {
    return words.subList(0, program().orElse(0)).stream().anyMatch(word -> word.isWord("exec"));
  }

  /** Returns the name of the program without quotes, empty for none. */
  String programName() {
    return program().isPresent() ? words.get(program().getAsInt()).unquoted() : "";
  }

  /** Returns the words behind the program's name, without quotes. */
  List<String> arguments() {
    return words.stream().skip(program().orElse(words.size()) + 1L).map(Token::unquoted).toList();
  }

  /** Returns the values of {@code MODE} that lead here; empty when no branch asks for one. */
  Set<String> modes() {
    for (int i = levels.size() - 1; i >= 0; i--) {
      if (!levels.get(i).modes().isEmpty()) {
        return levels.get(i).modes();
      }
    }
    return Set.of();
  }
}
