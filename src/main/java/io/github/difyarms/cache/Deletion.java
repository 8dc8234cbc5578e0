package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes folders away with all that is in them. */
public final class Deletion extends SimpleFileVisitor<Path> {
  private Deletion() {}

  /**
   * Deletes a file, or a folder with all that is in it, as far as it can be: folders that forbid it
   * (Go makes its module cache read-only) are opened first, and what another process deletes
   * meanwhile is fine. Leftovers never stop a build. Links are not followed.
   */
  public static void of(Path path) {
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      // The visitor throws nothing, so this is the folder itself: it is gone, or not ours.
    }
  }

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
      of(path);
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
