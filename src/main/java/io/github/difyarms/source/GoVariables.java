package io.github.difyarms.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The package clause of a Go file and the string variables that it declares at package level and
 * that the linker's {@code -X} can set: without a value, or with a constant one (go doc cmd/link).
 */
final class GoVariables {
  private final List<String> tokens;
  private final Set<String> names = new TreeSet<>();
  private String packageName = "";
  private int at;

  private GoVariables(List<String> tokens) {
    this.tokens = tokens;
  }

  static GoVariables of(String text) {
    GoVariables variables = new GoVariables(GoTokens.of(text));
    variables.read();
    return variables;
  }

  String packageName() {
    return packageName;
  }

  Set<String> names() {
    return names;
  }

  private void read() {
    int depth = 0;
    boolean start = true; // whether a declaration can start here
    while (at < tokens.size()) {
      String token = tokens.get(at++);
      if (depth == 0 && start && token.equals("package") && packageName.isEmpty()) {
        packageName = at < tokens.size() ? tokens.get(at) : "";
      } else if (depth == 0 && start && token.equals("var")) {
        declaration();
        start = true; // it has read its line end
        continue;
      }
      depth += step(token);
      start = token.equals(GoTokens.END);
    }
  }

  private static int step(String token) {
    return switch (token) {
      case "(", "[", "{" -> 1;
      case ")", "]", "}" -> -1;
      default -> 0;
    };
  }

  private void declaration() {
    if (at < tokens.size() && tokens.get(at).equals("(")) {
      at++;
      while (at < tokens.size() && !tokens.get(at).equals(")")) {
        specification();
      }
      at++;
    } else {
      specification();
    }
  }

  /** Reads one line: names, a type, values. */
  private void specification() {
    List<String> line = new ArrayList<>();
    int depth = 0;
    while (at < tokens.size()) {
      String token = tokens.get(at);
      if (depth == 0 && (token.equals(GoTokens.END) || token.equals(")"))) {
        boolean open = !line.isEmpty() && ",=+".contains(line.get(line.size() - 1));
        if (token.equals(")") || !open) {
          at += token.equals(")") ? 0 : 1;
          break;
        }
      } else if (!token.equals(GoTokens.END)) {
        line.add(token);
      }
      depth += step(token);
      at++;
    }
    take(line);
  }

  private void take(List<String> line) {
    int equals = line.indexOf("=");
    List<String> left = equals < 0 ? line : line.subList(0, equals);
    List<List<String>> values =
        equals < 0 ? List.of() : parts(line.subList(equals + 1, line.size()));
    List<String> declared = new ArrayList<>();
    int i = 0;
    for (; i < left.size(); i += 2) {
      declared.add(left.get(i));
      if (i + 1 >= left.size() || !left.get(i + 1).equals(",")) {
        i++;
        break;
      }
    }
    List<String> type = i < left.size() ? left.subList(i, left.size()) : List.of();
    boolean string = type.equals(List.of("string"));
    for (int n = 0; n < declared.size(); n++) {
      boolean constant = n < values.size() && constant(values.get(n));
      if (string ? values.isEmpty() || constant : type.isEmpty() && constant) {
        names.add(declared.get(n));
      }
    }
  }

  private static boolean constant(List<String> value) {
    return !value.isEmpty()
        && value.stream().allMatch(t -> t.equals(GoTokens.STRING) || t.equals("+"));
  }

  private static List<List<String>> parts(List<String> tokens) {
    List<List<String>> parts = new ArrayList<>(List.of(new ArrayList<>()));
    int depth = 0;
    for (String token : tokens) {
      depth += step(token);
      if (depth == 0 && token.equals(",")) {
        parts.add(new ArrayList<>());
      } else {
        parts.get(parts.size() - 1).add(token);
      }
    }
    return parts;
  }
}
