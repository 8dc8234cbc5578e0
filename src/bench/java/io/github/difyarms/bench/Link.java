package io.github.difyarms.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A line of limited speed with a delay, used by all connections of a machine together. Each
 * direction has the whole rate.
 *
 * @param up towards the registries
 * @param down from them
 * @param roundTripNanos the time of an empty message there and back
 */
record Link(Direction up, Direction down, long roundTripNanos) {
  /** The line of the race: 30 ms, 200 Mbit/s. */
  static final long BITS_PER_SECOND = 200_000_000;

  static final long ROUND_TRIP_MILLIS = 30;

  static Link ofTheRace() {
    return new Link(
        new Direction(BITS_PER_SECOND),
        new Direction(BITS_PER_SECOND),
        TimeUnit.MILLISECONDS.toNanos(ROUND_TRIP_MILLIS));
  }

  /** Returns how long so many bytes take at least. */
  static double seconds(long bytes) {
    return bytes * 8.0 / BITS_PER_SECOND;
  }

  /** One direction: whatever is sent leaves after what was sent before. */
  static final class Direction {
    /** What a sender that woke up late may catch up. */
    private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final double nanosPerByte;
    private long free = System.nanoTime();

    Direction(long bitsPerSecond) {
      nanosPerByte = 8e9 / bitsPerSecond;
    }

    /** Waits until so many bytes have left; returns when that was. */
    long send(int bytes) {
      long left;
      synchronized (this) {
        free = Math.max(free, System.nanoTime() - CREDIT_NANOS) + (long) (bytes * nanosPerByte);
        left = free;
      }
      awaitTime(left);
      return Math.max(left, System.nanoTime());
    }
  }

  /** Waits for a moment of {@link System#nanoTime()}. */
  static void awaitTime(long moment) {
    for (long rest = moment - System.nanoTime(); rest > 0; rest = moment - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }
}
