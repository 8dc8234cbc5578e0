package io.github.difyarms.build;

import io.github.difyarms.cache.PathLock;
import io.github.difyarms.log.BuildLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps an output directory to one build, from its first file there to its last: another would
 * write over its layers while it sends them, and of their reports and deployment files some would
 * stay of each. The lock is one of the operating system and goes with the process, however that
 * ends.
 */
public final class OutputLock implements AutoCloseable {
  private final Optional<PathLock> lock;

  private OutputLock(Optional<PathLock> lock) {
    this.lock = lock;
  }

  /**
   * Waits until no other build has the directory. One that cannot be locked, on a read-only disk or
   * one without locks, is not: what cannot be written there says so itself.
   *
   * <p>Whoever has it must not ask for it again: a build waits for every other, its own included.
   *
   * @param log told once, when another build has it
   * @throws InterruptedIOException when the wait is interrupted
   */
  public static OutputLock of(Path directory, BuildLog log) throws InterruptedIOException {
    try {
      return new OutputLock(
          Optional.of(
              PathLock.of(
                  directory.resolve(".lock"),
                  () -> log.note("waiting for another build that writes to " + directory))));
    } catch (IOException e) {
      return new OutputLock(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for another build");
    }
  }

  /** Lets the next build in. */
  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
