package io.github.difyarms.model;

/**
 * Characters that are not seen but do something: move a cursor, colour, hide or reorder what stands
 * around them (CVE-2021-42574), end a line for some programs only, or are half of another one.
 * Names, labels and output of others may hold any of them.
 */
public final class InvisibleCharacters {
  private InvisibleCharacters() {}

  /** Returns whether a code point is one of them; line feeds and tabs are, too. */
  public static boolean contains(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
