package io.github.difyarms.entrypoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code bash -n} asked by one bash that stays, which is cheaper than a shell for each question.
 */
final class SyntaxCheck {
  private static final String LOOP =
      "while read -r f; do bash -n \"$f\" 2>/dev/null; echo $?; done";
  private static final Path BASH = Path.of("/bin/bash");

  private final List<Shell> shells = new ArrayList<>();

  private record Shell(Path script, OutputStream questions, BufferedReader answers) {}

  /** Returns whether bash can read a script; true where there is no bash. */
  boolean accepts(String script) {
    if (!Files.isExecutable(BASH)) {
      return true;
    }
    try {
      Shell shell = shells.isEmpty() ? start() : shells.get(0);
      Files.write(shell.script(), script.getBytes(UTF_8));
      shell.questions().write((shell.script() + "\n").getBytes(UTF_8));
      shell.questions().flush();
      return "0".equals(shell.answers().readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Shell start() throws IOException {
    Path script = Files.createTempFile("fuzzed", ".sh", new FileAttribute<?>[0]);
    script.toFile().deleteOnExit();
    ProcessBuilder builder = new ProcessBuilder(BASH.toString(), "--norc", "-c", LOOP);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    java.lang.Process bash = builder.start(); // it ends with its standard input
    Shell shell = new Shell(script, bash.getOutputStream(), bash.inputReader(UTF_8));
    shells.add(shell);
    return shell;
  }
}
