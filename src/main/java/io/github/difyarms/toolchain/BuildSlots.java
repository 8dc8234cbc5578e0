package io.github.difyarms.toolchain;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many compiles run at once: one for every two cores, and one for every 2 GB of memory
 * that is free, at least one. First come, first served. Thread-safe.
 */
public final class BuildSlots {
  /** What linking a large Go program takes, with room for its compile steps. */
  private static final long MEMORY = 2L << 30;

  private static final Pattern AVAILABLE =
      Pattern.compile("^MemAvailable:\\s*([0-9]+) kB$", Pattern.MULTILINE);

  /** What needs a place. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T perform() throws E;
  }

  private final int cores;
  private final LongSupplier freeMemory;
  private @Nullable Places places;

  /** How many there are, and who has one. */
  private record Places(int count, Semaphore semaphore) {}

  private BuildSlots(int cores, LongSupplier freeMemory) {
    this.cores = cores;
    this.freeMemory = freeMemory;
  }

  /**
   * Returns the slots of a machine.
   *
   * @param cores its processors
   * @param freeMemory bytes nobody uses
   */
  public static BuildSlots of(int cores, long freeMemory) {
    return new BuildSlots(cores, () -> freeMemory);
  }

  /**
   * Returns the slots of this machine, or of the container we run in, as it is when the first is
   * asked for: a build that compiles nothing does not look.
   */
  public static BuildSlots ofMachine() {
    return new BuildSlots(Runtime.getRuntime().availableProcessors(), BuildSlots::freeMemory);
  }

  private synchronized Places places() {
    Places known = places;
    if (known == null) {
      long byMemory = freeMemory.getAsLong() / MEMORY;
      int count = (int) Math.max(1, Math.min((cores + 1) / 2, byMemory));
      known = new Places(count, new Semaphore(count, true));
      places = known;
    }
    return known;
  }

  private static long freeMemory() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      // Inside a container with a limit the JDK counts within it; outside, Linux itself knows
      // better, because memory that only caches files is free to be taken.
      long free = machine.getFreeMemorySize();
      return Math.max(free, Math.min(available(), machine.getTotalMemorySize() / 2));
    }
    return MEMORY;
  }

  private static long available() {
    try {
      Matcher matcher = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
      return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns how many compiles may run at once. */
  public int slots() {
    return places().count();
  }

  /**
   * Returns how many cores one compile may use: {@code go build -p}. All when it has the machine
   * for itself, else half of them and at least two, although that is more than its share: Go links
   * on one core, and waits for the last packages before that, so compiles that overlap leave cores
   * idle for each other.
   */
  public int parallelism() {
    return slots() == 1 ? cores : Math.max(2, (cores + 1) / 2);
  }

  /**
   * Waits for a place, does the work and gives the place back, however the work ends.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public <T, E extends Exception> T run(Work<T, E> work) throws E, InterruptedException {
    Semaphore semaphore = places().semaphore();
    semaphore.acquire();
    try {
      return work.perform();
    } finally {
      semaphore.release();
    }
  }
}
