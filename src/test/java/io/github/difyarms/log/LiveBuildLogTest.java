package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Tmux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a real terminal. */
class LiveBuildLogTest {
  @TempDir Path directory;
  private Optional<Tmux> terminal = Optional.empty();

  private static List<String> scene() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Dfile.encoding=UTF-8",
        "-cp",
        System.getProperty("java.class.path"),
        LiveScene.class.getName());
  }

  private Tmux start(String argument) throws IOException {
    Path script = directory.resolve("scene.sh");
    Files.writeString(
        script,
        "trap : INT\nstty -echo\n'" // the shell outlives what Ctrl-C ends
            + String.join("' '", scene())
            + "' "
            + argument
            + "\necho exit status $?\nread end\n");
    terminal = Tmux.start(directory, 100, 24, "sh", script.toString());
    assumeTrue(terminal.isPresent(), "no tmux");
    return terminal.get();
  }

  @AfterEach
  void end() {
    terminal.ifPresent(Tmux::close);
  }

  private static boolean has(List<String> screen, String text) {
    return screen.stream().anyMatch(line -> line.contains(text));
  }

  @Test
  void eachThingUnderWayHasARowAndFinishedLinesStandAbove() throws IOException {
    Tmux tmux = start("");

    List<String> rows = tmux.await(screen -> has(screen, "downloading go.zip"));
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).isEqualTo("plugin-daemon linux/amd64: compiling main");
    assertThat(rows.get(1))
        .matches("  plugin-daemon linux/arm64  waiting for its turn to compile +\\d+ s");
    assertThat(rows.get(2))
        .matches(
            "  plugin-daemon linux/amd64  compiling main  412 packages, github.com/acme/pkg +\\d+ s");
    assertThat(rows.get(3))
        .matches(
            "  sandbox linux/amd64        placing [0-9a-f]{12}  ━━━━━╌+ 20 MB of 80 MB +\\d+ s");
    assertThat(rows.get(4)).matches(" {29}downloading go.zip  ━{10}╌{10} 30 MB of 60 MB +\\d+ s");
    assertThat(tmux.cursorVisible()).isFalse();

    tmux.type("Enter");
    List<String> later =
        tmux.await(
            screen ->
                has(screen, "copied layer")
                    && has(screen, "downloading")
                    && !has(screen, "placing"));
    assertThat(later).hasSize(6);
    assertThat(later.get(1)).isEqualTo("a label <U+001B>[2J<U+202E> with escapes");
    assertThat(later.get(2)).startsWith("sandbox linux/amd64: copied layer");
    assertThat(later.get(5)).contains("downloading go.zip");

    tmux.type("Enter");
    List<String> last = tmux.await(screen -> has(screen, "exit status 0"));
    assertThat(last).hasSize(6);
    assertThat(last.get(3)).startsWith("plugin-daemon linux/amd64: compiled with Go");
    assertThat(last.get(4)).isEqualTo("the scene is over");
    assertThat(tmux.cursorVisible()).isTrue();
  }

  @Test
  void rowsFollowTheWidthOfTheTerminal() throws IOException {
    Tmux tmux = start("");
    tmux.await(screen -> has(screen, "downloading go.zip"));

    tmux.resize(40, 20);
    List<String> narrow = tmux.await(screen -> has(screen, "…"));
    assertThat(narrow.stream().filter(line -> line.startsWith("  ")))
        .hasSize(4)
        .allMatch(line -> line.length() < 40);
    assertThat(narrow).anyMatch(line -> line.matches("  plugin-daemon linux/amd64  com.*… \\d+ s"));

    tmux.resize(100, 24);
    List<String> wide = tmux.await(screen -> has(screen, "github.com/acme/pkg"));
    // A terminal that was made lower and higher again may keep rows of before above.
    assertThat(wide.subList(wide.size() - 4, wide.size()))
        .allMatch(line -> line.startsWith("  ") && line.length() < 100);
  }

  @Test
  void ctrlCGivesTheTerminalBack() throws IOException {
    givesBack("");
  }

  @Test
  void ctrlCGivesTheTerminalBackWhereTheSystemWouldEndTheProcess() throws IOException {
    givesBack("system-ends-it");
  }

  private void givesBack(String argument) throws IOException {
    Tmux tmux = start(argument);
    tmux.await(screen -> has(screen, "downloading go.zip"));

    tmux.type("C-c");
    List<String> screen = tmux.await(lines -> has(lines, "exit status"));

    assertThat(screen)
        .containsExactly("plugin-daemon linux/amd64: compiling main", "exit status 130");
    assertThat(tmux.cursorVisible()).isTrue();
  }

  @Test
  void withoutATerminalThereAreTheLinesAlone() {
    String output = CommandLine.of(scene()).run().orFail();

    assertThat(output.lines())
        .hasSize(5)
        .allMatch(line -> line.matches("\\p{Print}+"))
        .last()
        .isEqualTo("the scene is over");
  }
}
