package io.github.difyarms.log;

import io.github.difyarms.model.InvisibleCharacters;

/**
 * Text from outside (labels, registries' words, output of tools) made harmless for a terminal:
 * characters that move the cursor, colour, hide or reorder what is shown are spelt out.
 */
public final class SafeText {
  private SafeText() {}

  /**
   * Returns the text with control characters, bidirectional marks and the like as {@code <U+001B>}.
   * Line feeds and tabs stay; a carriage return before a line feed goes.
   */
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!harmless(text.charAt(i))) {
        return spelt(text);
      }
    }
    return text;
  }

  private static String spelt(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      int point = points[i];
      if (point == '\r' && i + 1 < points.length && points[i + 1] == '\n') {
        continue;
      }
      if (drives(point)) {
        safe.append(String.format("<U+%04X>", point));
      } else {
        safe.appendCodePoint(point);
      }
    }
    return safe.toString();
  }

  /** Nearly all text is printable ASCII, and is looked at no further. */
  private static boolean harmless(char c) {
    return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t';
  }

  private static boolean drives(int point) {
    return point != '\n' && point != '\t' && InvisibleCharacters.contains(point);
  }
}
