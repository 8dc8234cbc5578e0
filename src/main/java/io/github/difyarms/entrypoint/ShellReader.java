package io.github.difyarms.entrypoint;

import io.github.difyarms.entrypoint.Nesting.Kind;
import io.github.difyarms.entrypoint.Nesting.Part;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Follows the branches of a script and collects its simple commands. Reserved words count only
 * where a command may begin (Bash Reference Manual, section 3.2.2).
 */
final class ShellReader {
  private static final Set<String> LIST_OPERATORS = Set.of("&&", "||", "|", "|&", "&");

  private final String text;
  private final ScriptLines lines;
  private final ShellLexer lexer;
  private final List<Command> commands = new ArrayList<>();
  private final Set<String> modes = new TreeSet<>();

  /** Open compound commands, innermost last. */
  private final Deque<Nesting> open = new ArrayDeque<>();

  private final List<Token> words = new ArrayList<>();

  /** Values of MODE asked for in the condition being read. */
  private final Set<String> asked = new TreeSet<>();

  /** Compound commands closed since the last operator: the next one belongs to them. */
  private final List<Nesting> closed = new ArrayList<>();

  private int start = -1;
  private boolean awaitsHereDocument;
  private String before = "";
  private boolean function;

  ShellReader(String text, ScriptLines lines) {
    this.text = text;
    this.lines = lines;
    this.lexer = new ShellLexer(text, lines);
  }

  ShellScript read() {
    Token token = lexer.next();
    while (token.kind() != Token.Kind.END) {
      accept(token);
      token = lexer.next();
    }
    finish("");
    if (!open.isEmpty()) {
      Nesting nesting = open.getLast();
      throw stop("the start script ends inside " + nesting.kind().opening(), nesting.start());
    }
    return new ShellScript(
        text,
        lines,
        List.copyOf(commands),
        List.copyOf(lexer.comments()),
        modes,
        lexer.multiline());
  }

  private void accept(Token token) {
    Nesting inner = open.peekLast();
    if (inner != null && inner.kind() == Kind.CASE && inner.inCondition()) {
      pattern(inner, token);
      return;
    }
    switch (token.kind()) {
      case NEWLINE -> finish("");
      case OPERATOR -> operator(token);
      case REDIRECTION -> begin(token);
      case WORD -> {
        if (words.isEmpty() && start < 0) {
          firstWord(token);
        } else {
          words.add(token);
        }
      }
      case END -> {}
    }
  }

  private void firstWord(Token token) {
    switch (token.text()) {
      case "if" -> open(Kind.IF, Part.CONDITION, token);
      case "while", "until" -> open(Kind.LOOP, Part.CONDITION, token);
      case "for", "select" -> {
        open(Kind.LOOP, Part.CONDITION, token);
        passHeader();
      }
      case "case" -> openCase();
      case "{" -> open(Kind.GROUP, Part.BODY, token);
      case "then" -> body(Kind.IF, token, asked);
      case "else" -> body(Kind.IF, token, Set.of());
      case "elif" -> {
        innermost(Kind.IF, token).begin(Part.CONDITION, Set.of());
        asked.clear();
        before = "";
      }
      case "do" -> body(Kind.LOOP, token, Set.of());
      case "fi" -> close(Kind.IF, token);
      case "done" -> close(Kind.LOOP, token);
      case "esac" -> close(Kind.CASE, token);
      case "}" -> close(Kind.GROUP, token);
      case "!", "time", "coproc" -> before = token.text();
      case "function" -> {
        lexer.next();
        function = true;
      }
      case "[[" -> test(token);
      default -> {
        begin(token);
        words.add(token);
        if (token.text().startsWith("((")) {
          finish("");
        }
      }
    }
  }

  private void begin(Token token) {
    if (start < 0) {
      start = token.start();
      awaitsHereDocument = lexer.awaitsHereDocument() && token.kind() == Token.Kind.WORD;
    }
  }

  private void operator(Token token) {
    switch (token.text()) {
      case "(" -> parenthesis(token);
      case ")" -> close(Kind.SUBSHELL, token);
      case ";;", ";&", ";;&" -> {
        finish("");
        innermost(Kind.CASE, token).begin(Part.CONDITION, Set.of());
      }
      default -> finish(token.text());
    }
  }

  private void parenthesis(Token token) {
    if (words.isEmpty() && !(function && lexer.followedBy(')'))) {
      open(Kind.SUBSHELL, Part.BODY, token);
    } else if (words.size() <= 1 && lexer.followedBy(')')) {
      lexer.next();
      words.clear();
      start = -1;
      function = true;
    } else {
      throw stop("a parenthesis stands where bash takes none", token.start());
    }
  }

  /** Ends the command being read, or says what follows the compound commands just closed. */
  private void finish(String operator) {
    String list = LIST_OPERATORS.contains(operator) ? operator : "";
    boolean pending = start >= 0 || !closed.isEmpty();
    if (start >= 0) {
      List<Nesting.Level> levels = open.stream().map(Nesting::level).toList();
      commands.add(new Command(words, start, levels, before, list, awaitsHereDocument));
      Nesting inner = open.peekLast();
      if (inner != null && inner.kind() == Kind.IF && inner.inCondition()) {
        asked.addAll(Modes.comparedIn(words));
      }
      words.clear();
      start = -1;
      function = false;
    }
    closed.forEach(nesting -> nesting.followedBy(list));
    closed.clear();
    if (pending || !operator.isEmpty()) {
      before = operator.equals("&") ? "" : list;
    }
  }

  private void open(Kind kind, Part part, Token token) {
    finish("");
    open.addLast(new Nesting(kind, part, function, before, token));
    function = false;
    before = "";
    if (kind == Kind.IF) {
      asked.clear();
    }
  }

  private void body(Kind kind, Token token, Set<String> modes) {
    finish("");
    Nesting nesting = innermost(kind, token);
    nesting.begin(Part.BODY, modes);
    this.modes.addAll(modes);
    asked.clear();
    before = "";
  }

  private void close(Kind kind, Token token) {
    finish("");
    Nesting nesting = innermost(kind, token);
    open.removeLast();
    closed.add(nesting);
    before = "";
  }

  private Nesting innermost(Kind kind, Token token) {
    Nesting nesting = open.peekLast();
    if (nesting == null || nesting.kind() != kind) {
      throw stop("\"" + token.text() + "\" has nothing to belong to", token.start());
    }
    return nesting;
  }

  /** Reads {@code [[ … ]]}: its operators are not those of command lists. */
  private void test(Token opening) {
    begin(opening);
    Token token = opening;
    while (!token.isWord("]]")) {
      if (token.kind() == Token.Kind.END) {
        throw stop("the start script ends inside [[", opening.start());
      }
      if (token.kind() == Token.Kind.WORD) {
        words.add(token);
      }
      token = lexer.next();
    }
    finish("");
  }

  /** Passes what stands between {@code for} and {@code do}. */
  private void passHeader() {
    lexer.next();
    while (!lexer.followedBy(';') && !lexer.followedBy('\n')) {
      Token token = lexer.next();
      if (token.isWord("do")) {
        open.getLast().begin(Part.BODY, Set.of());
        return;
      }
      if (token.kind() == Token.Kind.END) {
        return;
      }
    }
  }

  private void openCase() {
    Token subject = lexer.next();
    open(Kind.CASE, Part.CONDITION, subject);
    Token token = lexer.next();
    while (token.kind() == Token.Kind.NEWLINE) {
      token = lexer.next();
    }
    if (!token.isWord("in")) {
      throw stop("a case without \"in\"", subject.start());
    }
  }

  private void pattern(Nesting nesting, Token token) {
    if (token.isWord("esac") && words.isEmpty()) {
      close(Kind.CASE, token);
    } else if (token.kind() == Token.Kind.WORD) {
      words.add(token);
    } else if (token.isOperator(")")) {
      Set<String> named = Modes.named(nesting.subject(), words);
      nesting.begin(Part.BODY, named);
      modes.addAll(named);
      words.clear();
    }
  }

  private DifyArmsException stop(String what, int offset) {
    return lines.stop(ErrorCode.SCRIPT_UNREADABLE, what, "here:" + lines.showAt(offset));
  }
}
