package io.github.difyarms.build;

import io.github.difyarms.log.BuildLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an output directory to one build: another would write over its layers while it sends them.
 * The lock is one of the operating system and goes with the process, however that ends.
 */
final class OutputLock implements AutoCloseable {
  private static final long GLANCE_MILLIS = 50;

  private final Optional<FileChannel> channel;

  private OutputLock(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /**
   * Waits until no other build has the directory. One that cannot be locked, on a read-only disk or
   * one without locks, is not: what cannot be written there says so itself.
   *
   * @throws IOException when the wait is interrupted
   */
  static OutputLock of(Path directory, BuildLog log) throws IOException {
    Optional<FileChannel> opened = open(directory);
    if (opened.isPresent() && !locked(opened.get(), directory, log)) {
      opened.get().close();
      return new OutputLock(Optional.empty());
    }
    return new OutputLock(opened);
  }

  private static Optional<FileChannel> open(Path directory) {
    try {
      Files.createDirectories(directory);
      return Optional.of(
          FileChannel.open(
              directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean locked(FileChannel channel, Path directory, BuildLog log)
      throws IOException {
    boolean told = false;
    try {
      while (attempt(channel) == null) {
        if (!told) {
          log.note("waiting for another build that writes to " + directory);
          told = true;
        }
        Thread.sleep(GLANCE_MILLIS);
      }
      return true;
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for another build", e);
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this JVM
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
