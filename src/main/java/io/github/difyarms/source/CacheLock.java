package io.github.difyarms.source;

import io.github.difyarms.cache.PathLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;

/** Keeps one entry of the cache to oneself: against other builds and against other threads. */
final class CacheLock {
  private CacheLock() {}

  /**
   * Waits until nobody else has the entry, and does the work.
   *
   * @param entry the file or directory; the lock is a file beside it, which stays
   * @param waiting told once, when somebody else has it
   */
  static <T> T holding(Path entry, Runnable waiting, PathLock.Work<T> work) throws IOException {
    try {
      return PathLock.holding(entry, waiting, work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for another build");
    }
  }
}
