package io.github.difyarms.entrypoint;

import io.github.difyarms.entrypoint.Token.Kind;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts bash text into words, operators and line ends. Continuations, comments and here-documents
 * are passed over; a word keeps its quotes and whatever is nested in it ({@code $(…)}, <code>${…}
 * </code>, backquotes, array values).
 *
 * <p>Rules: Bash Reference Manual, sections 3.1.2 (quoting), 3.1.3 (comments), 3.6 (redirections),
 * 3.5.3 to 3.5.5 (expansions).
 */
final class ShellLexer {
  private static final List<String> OPERATORS =
      List.of(";;&", ";;", ";&", "&&", "||", "|&", ";", "&", "|", "(", ")");
  private static final List<String> REDIRECTIONS =
      List.of("&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">>", ">&", ">|", ">");
  private static final Pattern ARRAY_NAME =
      Pattern.compile("[A-Za-z_][A-Za-z_0-9]*(\\[[^\\]]*])?\\+?=");
  private static final int DEEPEST = 100;
  private static final int LONGEST_ARITHMETIC = 4096;

  private final String text;
  private final ScriptLines lines;
  private final List<Token> comments = new ArrayList<>();
  private Deque<HereDocument> pending = new ArrayDeque<>();
  private boolean multiline;
  private int at;
  private int depth;

  ShellLexer(String text, ScriptLines lines) {
    this.text = text;
    this.lines = lines;
  }

  /** Reads the next token; at the end of the text, {@link Kind#END} again and again. */
  Token next() {
    skipBlanks();
    int start = at;
    if (at == text.length()) {
      if (!pending.isEmpty()) {
        throw unterminated("a here-document", pending.element().start());
      }
      return token(Kind.END, start);
    }
    if (text.charAt(at) == '\n') {
      at++;
      passHereDocuments();
      return token(Kind.NEWLINE, start);
    }
    int arithmetic = text.startsWith("((", at) ? arithmeticEnd(at + 2) : -1;
    if (arithmetic > 0) {
      at = arithmetic;
      return token(Kind.WORD, start);
    }
    if (redirection()) {
      return token(Kind.REDIRECTION, start);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return token(Kind.OPERATOR, start);
      }
    }
    word();
    return token(Kind.WORD, start);
  }

  /** Tells whether the next character, blanks aside, is this one. */
  boolean followedBy(char c) {
    skipBlanks();
    return at < text.length() && text.charAt(at) == c;
  }

  /** Tells whether a here-document announced before the current position has still to come. */
  boolean awaitsHereDocument() {
    return !pending.isEmpty();
  }

  /** Tells whether a quotation or here-document spanned lines: such text cannot be indented. */
  boolean multiline() {
    return multiline;
  }

  /** Comments outside substitutions, up to the current position. */
  List<Token> comments() {
    return comments;
  }

  private Token token(Kind kind, int start) {
    return new Token(kind, text.substring(start, at), start, at);
  }

  private void skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else if (text.startsWith("\\\n", at)) {
        at += 2;
      } else if (c == '#') {
        int end = text.indexOf('\n', at);
        int start = at;
        at = end < 0 ? text.length() : end;
        if (depth == 0) {
          comments.add(token(Kind.WORD, start));
        }
      } else {
        return;
      }
    }
  }

  private boolean redirection() {
    int sign = at;
    while (sign < text.length() && Character.isDigit(text.charAt(sign))) {
      sign++;
    }
    for (String operator : REDIRECTIONS) {
      if (text.startsWith(operator, sign)) {
        int end = sign + operator.length();
        boolean substitution =
            operator.length() == 1 && end < text.length() && text.charAt(end) == '(';
        if (substitution) {
          return false;
        }
        int start = at;
        at = end;
        skipBlanks();
        int target = at;
        word();
        if (operator.equals("<<") || operator.equals("<<-")) {
          Token delimiter = token(Kind.WORD, target);
          pending.add(new HereDocument(delimiter, operator.endsWith("-"), start));
        }
        return true;
      }
    }
    return false;
  }

  private void passHereDocuments() {
    while (!pending.isEmpty()) {
      multiline = true;
      HereDocument document = pending.remove();
      at = document.end(text, at);
      if (at < 0) {
        throw unterminated("a here-document", document.start());
      }
    }
  }

  private void word() {
    int start = at;
    if (text.startsWith("<(", at) || text.startsWith(">(", at)) {
      at += 2;
      passNested(start);
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '(' && opensInsideWord(start)) {
        at++;
        passNested(start);
      } else if (" \t\n;&|<>()".indexOf(c) >= 0) {
        return;
      } else {
        pass(c, false);
      }
    }
  }

  /** Array values, {@code name=(…)}, and extended patterns, {@code @(a|b)}, belong to the word. */
  private boolean opensInsideWord(int start) {
    String before = text.substring(start, at);
    return ARRAY_NAME.matcher(before).matches()
        || (!before.isEmpty() && "?*+@".indexOf(before.charAt(before.length() - 1)) >= 0);
  }

  /** Passes one character, or the whole quotation or expansion that it opens. */
  private void pass(char c, boolean inDoubleQuotes) {
    int start = at;
    switch (c) {
      case '\\' -> at = Math.min(at + 2, text.length());
      case '`' -> passTo('`', start, false);
      case '"' -> passTo('"', start, true);
      case '\'' -> {
        if (inDoubleQuotes) {
          at++;
        } else {
          int end = text.indexOf('\'', at + 1);
          if (end < 0) {
            throw unterminated("a quotation", start);
          }
          at = end + 1;
          multiline |= text.substring(start, at).indexOf('\n') >= 0;
        }
      }
      case '$' -> passDollar(inDoubleQuotes);
      default -> at++;
    }
  }

  private void passDollar(boolean inDoubleQuotes) {
    int start = at;
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    int arithmetic = text.startsWith("$((", at) ? arithmeticEnd(at + 3) : -1;
    if (arithmetic > 0) {
      at = arithmetic;
    } else if (next == '(') {
      at += 2;
      passNested(start);
    } else if (next == '{') {
      at++;
      enter(start);
      at++;
      while (charAt(start, "${") != '}') {
        pass(text.charAt(at), inDoubleQuotes && text.charAt(at) == '\'');
      }
      at++;
      depth--;
    } else if (next == '\'' && !inDoubleQuotes) {
      at++;
      passTo('\'', start, false);
    } else {
      at++;
    }
  }

  /** Passes a quotation in which the backslash counts: double quotes, backquotes, $'…'. */
  private void passTo(char quote, int start, boolean expansions) {
    enter(start);
    at++;
    while (charAt(start, "a quotation") != quote) {
      char c = text.charAt(at);
      if (c == '\\' || (expansions && (c == '$' || c == '`'))) {
        pass(c, true);
      } else {
        at++;
      }
    }
    at++;
    depth--;
    multiline |= text.substring(start, at).indexOf('\n') >= 0;
  }

  /**
   * Passes commands or values up to the closing parenthesis; those of case patterns do not count.
   */
  private void passNested(int start) {
    enter(start);
    Deque<HereDocument> outer = pending;
    pending = new ArrayDeque<>();
    Deque<String> open = new ArrayDeque<>();
    Token before = token(Kind.NEWLINE, at);
    for (Token token = next(); ; token = next()) {
      boolean inCase = "case".equals(open.peek());
      if (token.kind() == Kind.END) {
        throw unterminated("parentheses", start);
      } else if (token.isOperator("(")) {
        open.push("(");
      } else if (token.isOperator(")") && open.isEmpty()) {
        break;
      } else if (token.isOperator(")") && !inCase) {
        open.pop();
      } else if (token.isWord("case") && before.kind() != Kind.WORD) {
        open.push("case");
      } else if (token.isWord("esac") && inCase) {
        open.pop();
      }
      before = token;
    }
    pending = outer;
    depth--;
  }

  /** Returns where {@code ((…))} ends, or -1 when these are two nested parentheses after all. */
  private int arithmeticEnd(int from) {
    int open = 0;
    for (int i = from; i < Math.min(text.length(), from + LONGEST_ARITHMETIC); i++) {
      if (text.charAt(i) == '(') {
        open++;
      } else if (text.charAt(i) == ')' && open-- == 0) {
        return text.startsWith("))", i) ? i + 2 : -1;
      }
    }
    return -1;
  }

  private char charAt(int start, String what) {
    if (at >= text.length()) {
      throw unterminated(what, start);
    }
    return text.charAt(at);
  }

  private void enter(int start) {
    if (++depth > DEEPEST) {
      throw lines.stop(
          ErrorCode.SCRIPT_UNREADABLE,
          "the start script nests quotations deeper than " + DEEPEST + " levels",
          "here:" + lines.showAt(start));
    }
  }

  private DifyArmsException unterminated(String what, int start) {
    return lines.stop(
        ErrorCode.SCRIPT_UNREADABLE,
        "the start script ends inside " + what,
        "opened here and never closed:" + lines.showAt(start));
  }
}
