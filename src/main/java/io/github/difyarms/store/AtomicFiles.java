package io.github.difyarms.store;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Files that are either there whole or not at all. */
public final class AtomicFiles {
  private static final String USUAL = "rw-r--r--";
  private static final String PARTIAL = ".partial";

  /** Nothing is written for that long without a byte: such a file is of a build that was killed. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private AtomicFiles() {}

  /**
   * Writes a file by way of a neighbour that is renamed.
   *
   * @param file the file; missing directories above it are made
   * @param bytes its whole content
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, bytes, USUAL);
  }

  /**
   * Writes a file by way of a neighbour that is renamed.
   *
   * @param file the file; missing directories above it are made
   * @param bytes its whole content
   * @param mode its permissions, as {@link PosixFilePermissions} reads them; it never has wider
   *     ones
   */
  public static void write(Path file, byte[] bytes, String mode) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    createDirectories(directory);
    Path partial = unfinished(directory);
    try {
      Files.write(partial, bytes);
      publish(partial, absolute, mode);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Returns a new, empty file in a directory, to be given its name when it is finished. */
  static Path unfinished(@Nullable Path directory) throws IOException {
    return Files.createTempFile(directory, PARTIAL, "");
  }

  /**
   * Deletes what killed builds left unfinished in a directory. Layers may be gigabytes, and nobody
   * else would ever take them away.
   */
  static void sweep(Path directory) {
    Instant oldest = Instant.now().minus(LONGEST);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PARTIAL + "?*")) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What stays takes room; that stops no build.
    }
  }

  /**
   * Writes a file that the user asked for, as {@link #write(Path, byte[])} does.
   *
   * @param what what it is, for the message: {@code the plan}
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static void writeOutput(Path file, String text, String what) {
    try {
      write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.OUTPUT_NOT_WRITABLE,
          what + " cannot be written",
          file.toString(),
          e.toString(),
          e);
    }
  }

  /**
   * Makes a directory and those above it. Unlike {@link Files#createDirectories} of earlier JDKs it
   * takes a symbolic link to a directory for a directory (JDK-8294193).
   */
  static void createDirectories(@Nullable Path directory) throws IOException {
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
  }

  static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Gives a finished temporary file its name and the usual mode.
   *
   * @param partial the file, in the same directory
   * @param file its name; a file of that name is replaced
   */
  public static void publish(Path partial, Path file) throws IOException {
    publish(partial, file, USUAL);
  }

  private static void publish(Path partial, Path file, String mode) throws IOException {
    if (posix(partial)) {
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(mode));
    }
    rename(partial, file);
  }

  /** Gives a finished file its name, in place of one that is there. */
  static void rename(Path partial, Path file) throws IOException {
    try {
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
