package io.github.difyarms.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one compilation, gone when it is over. */
final class Scratch implements AutoCloseable {
  private final Path directory;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  static Scratch below(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new Scratch(
        Files.createTempDirectory(
            parent,
            "compile",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
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
