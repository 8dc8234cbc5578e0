package io.github.difyarms.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PathLockTest {
  @TempDir private Path folder = Path.of("");

  private Path entry() {
    return folder.resolve("a/entry");
  }

  @Test
  void anotherThreadWaitsAndIsToldOnce() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    FutureTask<String> second =
        new FutureTask<>(() -> PathLock.holding(entry(), waiting::countDown, () -> "second"));
    String first =
        PathLock.holding(
            entry(),
            () -> {
              new Thread(second).start();
              try {
                waiting.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              assertThat(second).isNotDone();
              return "first";
            });

    assertThat(first).isEqualTo("first");
    assertThat(second.get()).isEqualTo("second");
  }

  @Test
  void whoGivesUpWaitingLeavesTheLockToWhoHasIt() throws Exception {
    Path file = folder.resolve("lock");
    PathLock held = PathLock.of(file, () -> {});
    try (held) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> PathLock.of(file, () -> {}))
          .isInstanceOf(InterruptedException.class);

      assertThat(takenByAnotherProcess(file)).isFalse();
    }
    assertThat(takenByAnotherProcess(file)).isTrue();
  }

  /** Another process, since a JVM may not try a lock of its own. */
  private static boolean takenByAnotherProcess(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Attempt.class.getName(),
                file.toString())
            .inheritIO()
            .start();
    return process.waitFor() == 0;
  }

  /** Ends with 0 when it gets the lock. */
  static final class Attempt {
    private Attempt() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        System.exit(channel.tryLock() == null ? 1 : 0);
      }
    }
  }

  @Test
  void whatFailsGivesTheLockBack() throws Exception {
    assertThatThrownBy(
            () ->
                PathLock.holding(
                    entry(),
                    () -> {
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(PathLock.<String>holding(entry(), () -> "again")).isEqualTo("again");
  }
}
