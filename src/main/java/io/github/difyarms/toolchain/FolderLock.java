package io.github.difyarms.toolchain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two builds, of one or of several JVMs, from making the same folder at the same time. */
public final class FolderLock {
  private static final long GLANCE_MILLIS = 100;

  private FolderLock() {}

  /** What is done while nobody else does it. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T perform() throws IOException;
  }

  /** Waits for the lock of a folder, held in a file beside it, and does some work. */
  public static <T> T holding(Path folder, Work<T> work) throws IOException, InterruptedException {
    Files.createDirectories(folder.toAbsolutePath().getParent());
    Path file = folder.resolveSibling(folder.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      return work.perform(); // closing the channel gives the lock back
    }
  }

  private static void lock(FileChannel channel) throws IOException, InterruptedException {
    while (!locked(channel)) {
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this JVM holds it, perhaps in another class loader
    }
  }
}
