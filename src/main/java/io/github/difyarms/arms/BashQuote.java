package io.github.difyarms.arms;

import java.util.stream.Collectors;

/**
 * The one way in which values enter shell text.
 *
 * <p>The result is one word on one line, wherever a word may stand; nothing in it is expanded.
 */
public final class BashQuote {
  private BashQuote() {}

  /**
   * Quotes a value: {@code it's} becomes {@code 'it'\''s'}. A value with control characters becomes
   * an ANSI-C word ({@code $'a\nb'}), so that no quoted text ever spans lines.
   *
   * @throws IllegalArgumentException when the value has a NUL, which no shell word can hold
   */
  public static String quote(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a shell word cannot hold a NUL character");
    }
    if (value.chars().noneMatch(Character::isISOControl)) {
      return "'" + value.replace("'", "'\\''") + "'";
    }
    return value.codePoints().mapToObj(BashQuote::ansi).collect(Collectors.joining("", "$'", "'"));
  }

  private static String ansi(int c) {
    if (c == '\'' || c == '\\') {
      return "\\" + (char) c;
    }
    // From 0x80 on, bash would take \x for a byte instead of a character.
    return c < 0x20 || c == 0x7f ? String.format("\\x%02x", c) : Character.toString(c);
  }
}
