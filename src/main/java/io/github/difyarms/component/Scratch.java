package io.github.difyarms.component;

import io.github.difyarms.cache.Deletion;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

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
          Deletion.of(folder);
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
    Deletion.of(directory);
  }
}
