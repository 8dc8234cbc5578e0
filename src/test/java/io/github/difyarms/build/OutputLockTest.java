package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.log.BuildLog;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputLockTest {
  @TempDir private Path folder = Path.of("");
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private volatile CountDownLatch told = new CountDownLatch(1);

  private final BuildLog log =
      new BuildLog() {
        @Override
        public void note(String text) {
          notes.add(text);
          told.countDown();
        }
      };

  private Path output() {
    return folder.resolve("target/dify-arms");
  }

  /** Takes the lock in another thread, and gives it back when it has it. */
  private FutureTask<String> another(Path directory) {
    FutureTask<String> task =
        new FutureTask<>(
            () -> {
              OutputLock.of(directory, log).close();
              return "had it";
            });
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  @Test
  void anotherBuildWaitsUntilTheFirstHasWrittenItsLastFile() throws Exception {
    FutureTask<String> second;
    OutputLock first = OutputLock.of(output(), log);
    try (first) {
      second = another(output().resolve("../dify-arms")); // the same directory by another name
      told.await();
      assertThat(second).isNotDone();
    }

    assertThat(second.get()).isEqualTo("had it");
    assertThat(notes).singleElement().asString().contains("waiting for another build", "dify-arms");
  }

  @Test
  void otherDirectoriesDoNotWait() throws Exception {
    OutputLock first = OutputLock.of(output(), log);
    try (first) {
      assertThat(another(folder.resolve("target/other")).get()).isEqualTo("had it");
    }

    assertThat(notes).isEmpty();
  }

  @Test
  void whoGivesUpWaitingStaysInterruptedAndTakesNothingAway() throws Exception {
    FutureTask<String> second;
    OutputLock first = OutputLock.of(output(), log);
    try (first) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> OutputLock.of(output(), log))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();

      told = new CountDownLatch(1);
      second = another(output());
      told.await(); // it would have the lock by now, had the other given it away
      assertThat(second).isNotDone();
    }
    assertThat(second.get()).isEqualTo("had it");
  }

  @Test
  void aDirectoryThatCannotBeLockedStopsNobody() throws Exception {
    Files.createDirectories(output().resolve(".lock")); // a folder in the lock's place

    OutputLock first = OutputLock.of(output(), log);
    try (first) {
      assertThat(another(output()).get()).isEqualTo("had it");
    }
    assertThat(notes).isEmpty();
  }
}
