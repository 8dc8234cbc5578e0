package io.github.difyarms.entrypoint;

/**
 * A piece of shell text as the lexer sees it.
 *
 * @param kind what it is
 * @param text as written, quotes and continuations included
 * @param start offset of the first character
 * @param end offset behind the last character
 */
record Token(Kind kind, String text, int start, int end) {
  enum Kind {
    WORD,
    /** With its target: {@code 2>&1}, {@code > file}, {@code <<EOF}. */
    REDIRECTION,
    OPERATOR,
    NEWLINE,
    END
  }

  boolean is(Kind kind, String text) {
    return this.kind == kind && this.text.equals(text);
  }

  boolean isWord(String text) {
    return is(Kind.WORD, text);
  }

  boolean isOperator(String text) {
    return is(Kind.OPERATOR, text);
  }

  /**
   * Returns the word without its quotes. Expansions are kept as written: a word that has some never
   * equals a plain name.
   */
  String unquoted() {
    StringBuilder value = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        i++;
        if (text.charAt(i) != '\n') {
          value.append(text.charAt(i));
        }
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }
}
