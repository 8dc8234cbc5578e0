package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The one moment in which builds come and go, and entries are taken away. */
final class Exclusive {
  /**
   * A lock on a file belongs to the process, and closing any channel of the file gives it back: so
   * only one thread of a JVM may have the file open. An interned string is one object for all class
   * loaders; Maven has one for each set of plugin dependencies.
   */
  private static final String MONITOR = "io.github.difyarms.cache.Exclusive".intern();

  private Exclusive() {}

  /** What is done. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Waits until nobody else is in here, in any process. */
  static <T> T holding(Path file, Work<T> work) throws IOException {
    synchronized (MONITOR) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        return work.run(); // closing the channel gives the lock back
      }
    }
  }
}
