package io.github.difyarms.python;

import io.github.difyarms.python.EntryPoints.Target;
import java.nio.charset.StandardCharsets;

/** Programs in {@code bin}: their first line names the Python that runs them. */
final class Launchers {
  /** Older kernels read no more of the first line, its {@code #!} and its end included. */
  private static final int LONGEST_FIRST_LINE = 127;

  private final String firstLine;

  /**
   * Creates launchers.
   *
   * @param interpreter absolute path of the Python in the image
   * @throws IllegalArgumentException when that cannot stand in a first line
   */
  Launchers(String interpreter) {
    if (!interpreter.matches("/[!-~]+") || interpreter.length() > LONGEST_FIRST_LINE - 3) {
      throw new IllegalArgumentException("no interpreter for a first line: " + interpreter);
    }
    this.firstLine = "#!" + interpreter + "\n";
  }

  /** Returns a program that calls a function and ends with what it returns. */
  byte[] launcher(Target target) {
    int dot = target.attribute().indexOf('.');
    String imported = dot < 0 ? target.attribute() : target.attribute().substring(0, dot);
    String rest = dot < 0 ? "" : target.attribute().substring(dot);
    String text =
        """
        %simport sys

        from %s import %s as entry

        if __name__ == "__main__":
            sys.exit(entry%s())
        """;
    return text.formatted(firstLine, target.module(), imported, rest)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a script with its first line made ours if it is one that asks for any Python. */
  byte[] rewrite(byte[] script) {
    byte[] placeholder = "#!python".getBytes(StandardCharsets.US_ASCII);
    int end = 0;
    while (end < script.length && script[end] != '\n') {
      end++;
    }
    if (!startsWith(script, placeholder)) {
      return script;
    }
    byte[] line = firstLine.getBytes(StandardCharsets.US_ASCII);
    int rest = Math.min(end + 1, script.length);
    byte[] rewritten = new byte[line.length + script.length - rest];
    System.arraycopy(line, 0, rewritten, 0, line.length);
    System.arraycopy(script, rest, rewritten, line.length, script.length - rest);
    return rewritten;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if (i >= bytes.length || bytes[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
