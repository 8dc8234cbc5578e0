package io.github.difyarms.net;

import java.time.Duration;

/** Waits between two attempts; a test passes one that only takes notes. */
@FunctionalInterface
public interface Pause {
  /** Waits. */
  void pause(Duration time) throws InterruptedException;

  /** Returns the pause that really sleeps. */
  static Pause sleeping() {
    return time -> Thread.sleep(time.toMillis());
  }
}
