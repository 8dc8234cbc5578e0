package io.github.difyarms.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as a reader of JSON sees it, with the place of each byte in what stands there. {@code "},
 * {@code \}, {@code /} and every other character may be written in several ways, each letter by its
 * number (RFC 8259, section 7). What is no escape stands for itself.
 */
final class JsonEscapes {
  private static final String SHORT = "\"\\/bfnrt";
  private static final String MEANT = "\"\\/\b\f\n\r\t";

  private final String text;
  private final StringBuilder read = new StringBuilder();
  private int[] begins;

  private JsonEscapes(String text) {
    this.text = text;
    this.begins = new int[text.length() + 1];
  }

  /**
   * Reads a text.
   *
   * @param text of one character for each byte, as ISO 8859-1 makes it
   */
  static JsonEscapes in(String text) {
    JsonEscapes escapes = new JsonEscapes(text);
    escapes.read();
    return escapes;
  }

  /**
   * Returns the text with something else in the place of a word, however its characters are
   * written.
   *
   * @param word of one character for each of its UTF-8 bytes
   */
  String replace(String word, String mask) {
    StringBuilder out = new StringBuilder();
    int copied = 0;
    for (int at = read.indexOf(word); at >= 0; at = read.indexOf(word, at + word.length())) {
      out.append(text, copied, begins[at]).append(mask);
      copied = begins[at + word.length()];
    }
    return out.append(text, copied, text.length()).toString();
  }

  private void read() {
    int at = 0;
    while (at < text.length()) {
      int length = number(at, 0) >= 0 ? numbered(at) : named(at);
      at += length;
    }
    begins = Arrays.copyOf(begins, read.length() + 1);
    begins[read.length()] = text.length();
  }

  /** Takes one character, or a backslash and what it stands before. */
  private int named(int at) {
    int escaped =
        at + 1 < text.length() && text.charAt(at) == '\\' ? SHORT.indexOf(text.charAt(at + 1)) : -1;
    add(at, escaped < 0 ? text.charAt(at) : MEANT.charAt(escaped));
    return escaped < 0 ? 1 : 2;
  }

  /** Takes a character that is written by its number, or by two that belong together. */
  private int numbered(int at) {
    char first = (char) number(at, 0);
    int second = Character.isHighSurrogate(first) ? number(at, 1) : -1;
    boolean pair = second >= 0 && Character.isLowSurrogate((char) second);
    String character = pair ? "" + first + (char) second : "" + first;
    for (byte each : character.getBytes(StandardCharsets.UTF_8)) {
      add(at, (char) (each & 0xff));
    }
    return pair ? 12 : 6;
  }

  /** Returns the number of one of the escapes that follow each other from here, or -1. */
  private int number(int from, int which) {
    int at = from + 6 * which;
    if (!text.startsWith("\\u", at) || at + 6 > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      number = number * 16 + digit;
    }
    return number;
  }

  /** One escape gives three bytes at most for its six characters, so there is always room. */
  private void add(int at, char value) {
    begins[read.length()] = at;
    read.append(value);
  }
}
