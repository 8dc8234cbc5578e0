package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a file or a folder to one user: other builds wait, and so do other threads of this one. The
 * lock of the operating system goes with the process, however that ends; the file that carries it
 * stays.
 *
 * <p>Such a lock belongs to the whole process, and closing any channel of the file gives it back.
 * So of this JVM only who has the lock, or waits for another process, has the file open; the others
 * wait for a system property, which all class loaders share.
 */
public final class PathLock implements AutoCloseable {
  private static final long GLANCE_MILLIS = 50;
  private static final String PREFIX = "io.github.difyarms.cache.lock.";

  private final String property;
  private final FileChannel channel;

  private PathLock(String property, FileChannel channel) {
    this.property = property;
    this.channel = channel;
  }

  /** What is done while nobody else does it. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T perform() throws IOException;
  }

  /** Waits in silence until nobody else has an entry, and does some work. */
  public static <T> T holding(Path entry, Work<T> work) throws IOException, InterruptedException {
    return holding(entry, () -> {}, work);
  }

  /**
   * Waits until nobody else has an entry, and does some work.
   *
   * @param entry a file or folder; the lock is a file beside it
   * @param waiting told once, when somebody else has it
   */
  public static <T> T holding(Path entry, Runnable waiting, Work<T> work)
      throws IOException, InterruptedException {
    PathLock lock = of(entry.resolveSibling(entry.getFileName() + ".lock"), waiting);
    try (lock) {
      return work.perform();
    }
  }

  /**
   * Waits until nobody else has a lock.
   *
   * @param file the file that carries it; made when it is not there, with the folders above
   * @param waiting told once, when somebody else has it
   * @throws IOException when the file cannot be written, or its disk knows no locks
   */
  public static PathLock of(Path file, Runnable waiting) throws IOException, InterruptedException {
    Path whole = file.toAbsolutePath().normalize();
    Path directory = whole.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    Properties here = System.getProperties();
    String property = PREFIX + whole;
    boolean told = false;
    while (here.putIfAbsent(property, "held") != null) {
      told = told || told(waiting);
      Thread.sleep(GLANCE_MILLIS);
    }
    @Nullable FileChannel channel = null;
    try {
      channel = FileChannel.open(whole, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (attempt(channel) == null) {
        told = told || told(waiting);
        Thread.sleep(GLANCE_MILLIS);
      }
      return new PathLock(property, channel);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      if (channel != null) {
        channel.close();
      }
      here.remove(property);
      throw e;
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this JVM has it by another name of the file
    }
  }

  private static boolean told(Runnable waiting) {
    waiting.run();
    return true;
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      System.getProperties().remove(property);
    }
  }
}
