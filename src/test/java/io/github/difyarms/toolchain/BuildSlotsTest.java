package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildSlotsTest {
  @ParameterizedTest
  @CsvSource({"1,8,1,1", "2,8,1,2", "3,8,2,2", "8,32,4,4", "8,5,2,4", "8,0,1,8", "64,1024,32,32"})
  void coresAndMemoryBoundTheCompiles(int cores, long gigabytes, int slots, int parallelism) {
    BuildSlots found = BuildSlots.of(cores, gigabytes << 30);

    assertThat(found.slots()).isEqualTo(slots);
    assertThat(found.parallelism()).isEqualTo(parallelism);
  }

  @Test
  void thisMachineHasAtLeastOnePlace() {
    assertThat(BuildSlots.ofMachine().slots())
        .isBetween(1, 1 + Runtime.getRuntime().availableProcessors());
  }

  @Test
  void aPlaceIsGivenBackWhenTheWorkFails() throws Exception {
    BuildSlots slots = BuildSlots.of(1, 0);

    assertThatThrownBy(() -> slots.run(BuildSlotsTest::failing)).hasMessage("a compile failed");

    assertThat(slots.run(() -> "next")).isEqualTo("next");
  }

  private static String failing() throws IOException {
    throw new IOException("a compile failed");
  }

  @Test
  void oneWaitsForTheOther() throws Exception {
    BuildSlots slots = BuildSlots.of(1, 0);
    List<String> order = new CopyOnWriteArrayList<>();
    Thread second = new Thread(() -> work(slots, order));
    slots.run(
        () -> {
          second.start();
          untilQueued(second);
          return order.add("first");
        });
    second.join();

    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void waitingForAPlaceCanBeInterrupted() throws Exception {
    BuildSlots slots = BuildSlots.of(1, 0);
    List<String> order = new CopyOnWriteArrayList<>();
    Thread second = new Thread(() -> work(slots, order));
    slots.run(
        () -> {
          second.start();
          second.interrupt();
          second.join();
          return order;
        });

    assertThat(order).containsExactly("interrupted");
  }

  private static void work(BuildSlots slots, List<String> order) {
    try {
      slots.run(() -> order.add("second"));
    } catch (InterruptedException e) {
      order.add("interrupted");
    }
  }

  private static void untilQueued(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
