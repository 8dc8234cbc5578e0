package io.github.difyarms.binary;

import java.util.Optional;

/**
 * Text that Go wrote in double quotes where it had to (Go's {@code strconv.Quote}).
 *
 * @param text what is meant
 * @param length how many characters it takes as written
 */
record GoQuoted(String text, int length) {
  private static final String ESCAPES = "abfnrtv";
  private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b";

  /** Reads quoted text, or else everything before a character; empty when a quote has no end. */
  static Optional<GoQuoted> atStart(String written, char end) {
    if (!written.startsWith("\"")) {
      int length = written.indexOf(end);
      String plain = length < 0 ? written : written.substring(0, length);
      return Optional.of(new GoQuoted(plain, plain.length()));
    }
    StringBuilder text = new StringBuilder();
    int at = 1;
    while (at < written.length() && written.charAt(at) != '"') {
      at = written.charAt(at) == '\\' ? escaped(written, at + 1, text) : plain(written, at, text);
    }
    return at < written.length()
        ? Optional.of(new GoQuoted(text.toString(), at + 1))
        : Optional.empty();
  }

  private static int plain(String written, int at, StringBuilder text) {
    text.append(written.charAt(at));
    return at + 1;
  }

  /** Takes what follows a backslash; an escape that Go never writes stands for itself. */
  private static int escaped(String written, int at, StringBuilder text) {
    if (at >= written.length()) {
      return at;
    }
    char letter = written.charAt(at);
    int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits > 0 && at + digits < written.length()) {
      int code = number(written.substring(at + 1, at + 1 + digits));
      if (Character.isValidCodePoint(code)) {
        text.appendCodePoint(code);
        return at + 1 + digits;
      }
    }
    int meaning = ESCAPES.indexOf(letter);
    text.append(meaning < 0 ? letter : MEANINGS.charAt(meaning));
    return at + 1;
  }

  private static int number(String digits) {
    try {
      return Integer.parseUnsignedInt(digits, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
