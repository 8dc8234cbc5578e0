package io.github.difyarms.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps one entry of the cache to oneself: against other builds and against other threads. */
final class CacheLock {
  private static final long PAUSE_MILLIS = 50;

  private CacheLock() {}

  /** What is done with the entry. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Waits until nobody else has the entry, and does the work.
   *
   * @param entry the file or directory; the lock is a file beside it, which stays
   * @param waiting told once, when somebody else has it
   */
  static <T> T holding(Path entry, Runnable waiting, Work<T> work) throws IOException {
    Path directory = entry.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    try (FileChannel channel =
        FileChannel.open(
            entry.resolveSibling(entry.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      boolean told = false;
      while (attempt(channel) == null) {
        if (!told) {
          waiting.run();
          told = true;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      return work.run(); // closing the channel gives the lock back
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for another build");
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this JVM
    }
  }
}
