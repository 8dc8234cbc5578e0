package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParallelTest {
  @Test
  @Timeout(60) // without the mend it would wait for ever
  void aFailureEndsTheWaitForAnEarlierPieceThatIsStillBusy() {
    CountDownLatch never = new CountDownLatch(1);
    try (Parallel parallel = new Parallel()) {
      assertThatThrownBy(
              () ->
                  parallel.leaves(
                      List.of("slow", "failing"),
                      item -> {
                        if (item.equals("failing")) {
                          throw new IOException("refused");
                        }
                        try {
                          never.await();
                        } catch (InterruptedException e) {
                          throw new IOException("interrupted", e);
                        }
                        return item;
                      }))
          .hasMessage("refused");
    }
  }

  @Test
  void workThatIsStoppedHasTidiedUpWhenTheFailureIsTold() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean tidy = new AtomicBoolean();
    assertThatThrownBy(
            () -> {
              try (Parallel parallel = new Parallel()) {
                parallel.branches(
                    List.of("slow", "failing"),
                    item -> {
                      if (item.equals("failing")) {
                        await(begun);
                        throw new IOException("refused");
                      }
                      begun.countDown();
                      try {
                        await(never);
                      } finally {
                        Files.delete(Files.createTempFile("tidy", ""));
                        tidy.set(true);
                      }
                      return item;
                    });
              }
            })
        .hasMessage("refused");
    assertThat(tidy).isTrue();
  }

  @Test
  void whatDoesNotNoticeAnInterruptIsBrokenOff() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch broken = new CountDownLatch(1);
    AtomicBoolean tidy = new AtomicBoolean();
    assertThatThrownBy(
            () -> {
              try (Parallel parallel = new Parallel(broken::countDown)) {
                parallel.branches(
                    List.of("deaf", "failing"),
                    item -> {
                      if (item.equals("failing")) {
                        await(begun);
                        throw new IOException("refused");
                      }
                      begun.countDown();
                      awaitDeafly(broken);
                      tidy.set(true);
                      return item;
                    });
              }
            })
        .hasMessage("refused");
    assertThat(tidy).isTrue();
  }

  /** Waits as a socket does. */
  private static void awaitDeafly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void resultsComeInTheOrderOfTheItems() throws IOException {
    CountDownLatch second = new CountDownLatch(1);
    try (Parallel parallel = new Parallel()) {
      List<Integer> doubled =
          parallel.leaves(
              List.of(1, 2),
              item -> {
                if (item == 2) {
                  second.countDown();
                } else {
                  await(second);
                }
                return 2 * item;
              });
      assertThat(doubled).containsExactly(2, 4);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
