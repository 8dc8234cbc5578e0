package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

  /** A child with a grandchild that ignores being asked to end; both tell their process ids. */
  private static final String FAMILY =
      "sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done' & echo $$; wait";

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final Commands commands = new Commands(new Redaction(List.of("s3cret")));

  private final ExecutorService closing = Executors.newSingleThreadExecutor();

  @AfterEach
  void close() {
    closing.shutdownNow();
    commands.close();
  }

  private Command shell(String script) {
    return Command.of(List.of("sh", "-c", script), folder, ENVIRONMENT).with(lines::add);
  }

  /** Waits until a process is gone; one that never goes fails the test. */
  private static void assertGone(long pid) throws Exception {
    ProcessHandle.of(pid)
        .map(ProcessHandle::onExit)
        .orElse(CompletableFuture.completedFuture(null))
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void bothOutputsAreHeardLineByLine() throws Exception {
    CommandResult result = commands.run(shell("echo one; echo two >&2; printf three; exit 3"));

    assertThat(lines).containsExactly("one", "two", "three");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.successful()).isFalse();
    assertThat(result.words()).isEqualTo("one\ntwo\nthree\n(exit code 3)");
  }

  @Test
  void nothingIsInheritedAndStandardInputIsEmpty() throws Exception {
    commands.run(shell("cat; env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD="));

    assertThat(lines).containsExactly("PATH=/usr/bin:/bin");
  }

  @Test
  void onlyTheLastLinesAreKept() throws Exception {
    CommandResult result =
        commands.run(shell("i=0; while [ $i -lt 50 ]; do echo $i; i=$((i+1)); done"));

    assertThat(lines).hasSize(50);
    assertThat(result.tail()).hasSize(40).startsWith("10").endsWith("49");
  }

  @Test
  void secretsAreHiddenEvenBetweenColours() throws Exception {
    CommandResult result =
        commands.run(shell("printf 'key=s3c\\033[31mret\\033[0m\\nczNjcmV0 s3cret\\n'"));

    assertThat(lines).containsExactly("key=***", "*** ***");
    assertThat(result.words()).doesNotContain("s3cret");
  }

  @Test
  void bytesThatAreNoTextAndEndlessLinesDoNoHarm() throws Exception {
    commands.run(
        shell("printf 'a\\000\\377\\001b\\rc\\n'; head -c 3000000 /dev/zero | tr '\\0' x"));

    assertThat(lines).hasSize(3).startsWith("a\ufffdb", "c");
    assertThat(lines.get(2)).hasSize(OutputLines.LONGEST + 4).endsWith("x ...");
  }

  @Test
  void aSecretAtTheCutOfALineIsNotShownInPart() throws Exception {
    commands.run(shell("i=0; while [ $i -lt 12000 ]; do printf s3cret; i=$((i+1)); done"));

    assertThat(String.join("", lines)).doesNotContain("s3").startsWith("******");
  }

  @Test
  void aListenerThatFailsDoesNotBlockTheChild() {
    Command command =
        shell("head -c 300000 /dev/zero | tr '\\0' '\\n' | sed s/^/x/; touch done")
            .with(
                line -> {
                  throw new IllegalStateException("deaf");
                });

    assertThatThrownBy(() -> commands.run(command)).hasMessage("deaf");
    assertThat(folder.resolve("done")).exists();
  }

  @Test
  void aProgramThatIsNotThereIsSaid() {
    assertThatThrownBy(
            () -> commands.run(Command.of(List.of("no-such-program"), folder, ENVIRONMENT)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-program");
  }

  @Test
  void aChildThatRunsTooLongEndsWithAllItsDescendants() throws Exception {
    CommandResult result = commands.run(shell(FAMILY).within(Duration.ofMillis(700)));

    assertThat(result.expired()).isTrue();
    assertThat(result.words()).contains("killed after");
    for (String pid : lines.stream().filter(line -> line.matches("[0-9]+")).toList()) {
      assertGone(Long.parseLong(pid));
    }
  }

  @Test
  void anInterruptEndsTheWholeTree() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                commands.run(shell(FAMILY).with(heard::add));
                outcome.complete(new AssertionError("it ended by itself"));
              } catch (InterruptedException | IOException e) {
                outcome.complete(e);
              }
            });
    thread.start();
    List<Long> pids = List.of(Long.valueOf(heard.take()), Long.valueOf(heard.take()));

    thread.interrupt();

    assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    for (long pid : pids) {
      assertGone(pid);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 1000", "trap 'exit 2' TERM; sleep 1000 & wait", FAMILY})
  void aChildThatIsStoppedBecauseTheBuildEndsIsNoFailedCompile(String script) {
    Command command = shell("echo up; " + script).with(line -> closing.execute(commands::close));

    assertThatThrownBy(() -> commands.run(command))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the build is ending");
    assertThatThrownBy(() -> commands.run(shell("exit 0")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the build is ending");
  }

  @Test
  void aSecondInterruptDoesNotShortenTheTimeToTidyUp() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    String tidy =
        "trap 'echo ending; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; touch tidy; exit'"
            + " TERM; echo ready; while :; do sleep 1; done";
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                commands.run(shell(tidy).with(heard::add));
                outcome.complete(new AssertionError("it ended by itself"));
              } catch (InterruptedException | IOException e) {
                outcome.complete(e);
              }
            });
    thread.start();
    assertThat(heard.take()).isEqualTo("ready");
    thread.interrupt();
    while (!heard.take().equals("ending")) {
      // The shell may tell of its own child first.
    }

    thread.interrupt();

    assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(folder.resolve("tidy")).exists();
  }

  @Test
  void aGrandchildThatStaysBehindNeitherBlocksNorStays() throws Exception {
    CommandResult result =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> commands.run(shell("sleep 1000 & echo $!; sleep 1")));

    assertThat(result.successful()).isTrue();
    assertGone(Long.parseLong(lines.get(0)));
  }

  @Test
  void theEndOfTheJvmEndsTheTree() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Family.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      List<Long> pids = List.of(Long.valueOf(out.readLine()), Long.valueOf(out.readLine()));

      jvm.destroy(); // SIGTERM

      for (long pid : pids) {
        assertGone(pid);
      }
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** A program that waits for a child which never ends. */
  static final class Family {
    private Family() {}

    public static void main(String[] arguments) throws Exception {
      try (Commands commands = new Commands(Redaction.none())) {
        commands.run(
            Command.of(List.of("sh", "-c", FAMILY), Path.of(arguments[0]), ENVIRONMENT)
                .with(System.out::println));
      }
    }
  }
}
