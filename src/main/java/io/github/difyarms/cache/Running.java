package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The builds that use a cache now: each has a file that it keeps locked. The lock goes with the
 * process, however that ends.
 */
final class Running {
  /** Where all class loaders of a JVM find its name. */
  private static final String PROPERTY = "io.github.difyarms.cache.jvm";

  private final Path directory;

  Running(Path cache) {
    this.directory = cache.resolve("running");
  }

  /** A file that is locked. */
  record Sign(Path file, FileChannel channel) {
    /** The name first: a file that nobody holds would be of a build that was killed. */
    void takeDown() throws IOException {
      try (channel) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Puts up a sign; only while nobody looks. */
  Sign putUp() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    Path file = directory.resolve(jvm() + "-" + UUID.randomUUID() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      return new Sign(file, channel);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Returns whether somebody runs, and tidies up after who was killed. Signs of this JVM count
   * without a look: closing their file would take the lock off.
   */
  boolean any() throws IOException {
    boolean any = false;
    try (DirectoryStream<Path> signs = Files.newDirectoryStream(directory)) {
      for (Path sign : signs) {
        if (!Names.lock(sign) || !Files.isRegularFile(sign, LinkOption.NOFOLLOW_LINKS)) {
          continue; // nothing that a build put up
        }
        any |= sign.getFileName().toString().startsWith(jvm()) || held(sign);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return any;
  }

  private static boolean held(Path sign) throws IOException {
    try (FileChannel channel = FileChannel.open(sign, StandardOpenOption.WRITE)) {
      if (attempt(channel) == null) {
        return true;
      }
      Files.deleteIfExists(sign);
      return false;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String jvm() {
    return (String)
        System.getProperties().computeIfAbsent(PROPERTY, key -> UUID.randomUUID().toString());
  }
}
