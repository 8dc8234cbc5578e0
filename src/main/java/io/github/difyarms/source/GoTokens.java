package io.github.difyarms.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a Go file as far as declarations need them
 * (https://go.dev/ref/spec#Lexical_elements): comments are gone, a string is a {@code "}, a rune a
 * {@code '}, a line end a newline.
 */
final class GoTokens {
  static final String STRING = "\"";
  static final String END = "\n";

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  private GoTokens(String text) {
    this.text = text;
  }

  static List<String> of(String text) {
    GoTokens scanner = new GoTokens(text);
    scanner.scan();
    return scanner.tokens;
  }

  private void scan() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (text.startsWith("//", at)) {
        at = orEnd(text.indexOf('\n', at));
      } else if (text.startsWith("/*", at)) {
        comment();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else if (c == '`') {
        int end = text.indexOf('`', at + 1);
        tokens.add(STRING);
        at = end < 0 ? text.length() : end + 1;
      } else if (c == '\n' || c == ';') {
        tokens.add(END);
        at++;
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        word();
      } else {
        if (!Character.isWhitespace(c)) {
          tokens.add(String.valueOf(c));
        }
        at++;
      }
    }
    tokens.add(END);
  }

  private int orEnd(int index) {
    return index < 0 ? text.length() : index;
  }

  /** A comment that spans lines ends a line. */
  private void comment() {
    int end = text.indexOf("*/", at + 2);
    int next = end < 0 ? text.length() : end + 2;
    if (text.substring(at, next).indexOf('\n') >= 0) {
      tokens.add(END);
    }
    at = next;
  }

  private void quoted(char quote) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    tokens.add(quote == '"' ? STRING : "'");
    at = Math.min(text.length(), end + (end < text.length() && text.charAt(end) == quote ? 1 : 0));
  }

  private void word() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    tokens.add(text.substring(at, end));
    at = end;
  }
}
