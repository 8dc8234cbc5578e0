package io.github.difyarms.report;

import io.github.difyarms.model.InvisibleCharacters;

/**
 * Text of others, made fit to be shown: what would steer a terminal, reverse the reading order or
 * not be seen at all is shown as a mark instead. Labels of an image may hold anything.
 *
 * <p>Control characters become their pictures ({@code ␛} for escape; Unicode block "Control
 * Pictures"), formatting characters, among them the right-to-left marks of CVE-2021-42574, and
 * halves of surrogate pairs become {@code ⟨U+202E⟩}. Letters of any script stay.
 */
public final class VisibleText {
  private VisibleText() {}

  /** Returns a text that may have lines and tabs: those stay. */
  public static String of(String text) {
    return shown(text, true);
  }

  /** Returns a text that has to stay on one line: line ends and tabs are shown as well. */
  public static String line(String text) {
    return shown(text, false);
  }

  private static String shown(String text, boolean lines) {
    if (text.codePoints()
        .noneMatch(c -> InvisibleCharacters.contains(c) && !(lines && layout(c)))) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (!InvisibleCharacters.contains(c) || (lines && layout(c))) {
                shown.appendCodePoint(c);
              } else if (c < ' ') {
                shown.append((char) ('\u2400' + c));
              } else if (c == 0x7f) {
                shown.append('\u2421');
              } else {
                shown.append(String.format("⟨U+%04X⟩", c));
              }
            });
    return shown.toString();
  }

  private static boolean layout(int c) {
    return c == '\n' || c == '\t';
  }
}
