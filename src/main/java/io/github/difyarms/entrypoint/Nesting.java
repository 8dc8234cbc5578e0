package io.github.difyarms.entrypoint;

import java.util.Set;

/** A compound command that is open while the script is read: {@code if … fi}, {@code { … }}. */
final class Nesting {
  enum Kind {
    IF("if", "fi"),
    CASE("case", "esac"),
    LOOP("loop", "done"),
    GROUP("{", "}"),
    SUBSHELL("(", ")");

    private final String opening;
    private final String closing;

    Kind(String opening, String closing) {
      this.opening = opening;
      this.closing = closing;
    }

    String opening() {
      return opening;
    }

    String closing() {
      return closing;
    }
  }

  /** Which part of the compound command is being read. */
  enum Part {
    /** What decides: behind {@code if}, {@code elif}, {@code while}; the patterns of a case. */
    CONDITION,
    BODY
  }

  /**
   * Where a command stands within one compound command.
   *
   * @param nesting the compound command; what follows it is known once the script is read
   * @param part which part of it
   * @param modes the values of {@code MODE} that its branch is for; empty when it asks other things
   */
  record Level(Nesting nesting, Part part, Set<String> modes) {}

  private final Kind kind;
  private final boolean function;
  private final int start;
  private final String before;
  private final Token subject;
  private String after = "";
  private Part part;
  private Set<String> modes = Set.of();

  Nesting(Kind kind, Part part, boolean function, String before, Token subject) {
    this.kind = kind;
    this.part = part;
    this.function = function;
    this.before = before;
    this.subject = subject;
    this.start = subject.start();
  }

  Kind kind() {
    return kind;
  }

  /** Whether this is the body of a function. */
  boolean function() {
    return function;
  }

  /** Offset of the word that opens it. */
  int start() {
    return start;
  }

  /** The list operator before it, such as {@code &&}; empty when it stands by itself. */
  String before() {
    return before;
  }

  /** The list operator behind it; empty when it stands by itself. */
  String after() {
    return after;
  }

  /** The word that opens it; of a case, the word that is compared. */
  Token subject() {
    return subject;
  }

  boolean inCondition() {
    return part == Part.CONDITION;
  }

  void begin(Part part, Set<String> modes) {
    this.part = part;
    this.modes = Set.copyOf(modes);
  }

  void followedBy(String operator) {
    this.after = operator;
  }

  Set<String> modes() {
    return modes;
  }

  Level level() {
    return new Level(this, part, part == Part.BODY ? modes : Set.of());
  }
}
