package io.github.difyarms.entrypoint;

/**
 * A here-document that was announced and follows at the next line end.
 *
 * @param delimiter the word behind the operator, quotes included
 * @param stripsTabs whether the operator was {@code <<-}
 * @param start offset of the operator
 */
record HereDocument(Token delimiter, boolean stripsTabs, int start) {
  /** Returns the offset behind the line with the delimiter, or -1 when there is none. */
  int end(String text, int from) {
    String wanted = delimiter.unquoted();
    boolean expands = wanted.equals(delimiter.text());
    boolean continued = false;
    for (int at = from; at < text.length(); ) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      String line = text.substring(at, end);
      String compared = stripsTabs ? line.replaceFirst("^\t+", "") : line;
      if (!continued && compared.equals(wanted)) {
        return Math.min(end + 1, text.length());
      }
      // With an unquoted delimiter a backslash joins lines, and what is joined cannot be it.
      continued = expands && endsWithOddBackslashes(line);
      at = end + 1;
    }
    return -1;
  }

  private static boolean endsWithOddBackslashes(String line) {
    int count = 0;
    while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }
}
