package io.github.difyarms.component;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A folder for one compilation, gone when it is over. */
final class Scratch implements AutoCloseable {
  private static final String PREFIX = "compile";

  /** No compile takes that long: such a folder is of a build that was killed. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Path directory;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  static Scratch below(Path parent) throws IOException {
    Files.createDirectories(parent);
    sweep(parent);
    return new Scratch(
        Files.createTempDirectory(
            parent,
            PREFIX,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  private static void sweep(Path parent) {
    Instant oldest = Instant.now().minus(LONGEST);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (lastModified(folder).isBefore(oldest)) {
          delete(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What cannot be listed now, the next build sweeps; that stops no compile.
    }
  }

  /** Returns when a folder changed; now, when another build has just swept it. */
  private static Instant lastModified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      return Instant.now();
    }
  }

  /** Returns a folder in it, which is made. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  /** Deletes it. What a child still holds on to goes with the sweep of a later build. */
  @Override
  public void close() {
    delete(directory);
  }

  /**
   * Deletes a folder with all that is in it, as far as it can be: folders that forbid it (Go makes
   * its module cache read-only) are opened first, and what another process deletes meanwhile is
   * fine. Leftovers never stop a build. Links are not followed.
   */
  static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      // The visitor throws nothing, so this is the folder itself: it is gone, or not ours.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      open(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      remove(file);
      return FileVisitResult.CONTINUE;
    }

    /** A folder that may not be listed comes here; opened, it is visited again. */
    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isReadable(path)
          && open(path)
          && Files.isReadable(path)) {
        delete(path);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      remove(directory);
      return FileVisitResult.CONTINUE;
    }

    private static void remove(Path path) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // It stays, and so does the folder around it.
      }
    }

    private static boolean open(Path directory) {
      try {
        Set<PosixFilePermission> permissions =
            new HashSet<>(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
        if (permissions.addAll(PosixFilePermissions.fromString("rwx------"))) {
          Files.setPosixFilePermissions(directory, permissions);
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
