package io.github.difyarms.component;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(oldest)) {
          delete(folder);
        }
      }
    } catch (IOException e) {
      // Another build sweeps too, or it is not ours to delete; that stops no compile.
    }
  }

  /** Returns a folder in it, which is made. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }

  /** Deletes a folder with all that is in it; what another process deletes meanwhile is fine. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
