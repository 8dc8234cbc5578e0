package io.github.difyarms.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A terminal of a given size with a program in it, whose screen can be looked at. */
public final class Tmux implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String program;
  private final Path socket;

  private Tmux(String program, Path socket) {
    this.program = program;
    this.socket = socket;
  }

  /** Starts a program in a new terminal, if tmux is installed. */
  public static Optional<Tmux> start(Path directory, int width, int height, String... command) {
    Optional<String> program = CommandLine.find("tmux", "rows on a real terminal");
    return program.map(
        found -> {
          Tmux tmux = new Tmux(found, directory.resolve("tmux.sock"));
          List<String> words = new ArrayList<>(List.of("-u", "-f", "/dev/null"));
          words.addAll(List.of("new-session", "-d", "-x", "" + width, "-y", "" + height));
          words.addAll(List.of(command));
          tmux.run(words.toArray(String[]::new));
          return tmux;
        });
  }

  private String run(String... words) {
    List<String> command = new ArrayList<>(List.of(program, "-S", socket.toString()));
    command.addAll(List.of(words));
    return CommandLine.of(command).with("LC_ALL", "C.UTF-8").run().orFail();
  }

  /** Types keys, in tmux's names. */
  public void type(String... keys) {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    run(words.toArray(String[]::new));
  }

  /** Changes the terminal's size. */
  public void resize(int width, int height) {
    run("resize-window", "-x", "" + width, "-y", "" + height);
  }

  /** Returns what is on the screen, without blank lines and blanks at the ends of lines. */
  public List<String> screen() {
    return run("capture-pane", "-p")
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Waits for a screen, and returns it; fails with the last one when it does not come. */
  public List<String> await(Predicate<List<String>> expected) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> screen = screen();
    while (!expected.test(screen)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not the expected screen:\n" + String.join("\n", screen));
      }
      screen = screen();
    }
    return screen;
  }

  /** Returns whether the cursor can be seen. */
  public boolean cursorVisible() {
    return run("display-message", "-p", "#{cursor_flag}").strip().equals("1");
  }

  /** Ends the program and the terminal. */
  @Override
  public void close() {
    CommandLine.of(program, "-S", socket.toString(), "kill-server").run();
  }
}
