package io.github.difyarms.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A directory that a test fills. */
final class Folder {
  private final Path root;

  Folder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Folder file(String path, String content) {
    return write(path, content, "rw-r--r--");
  }

  Folder executable(String path, String content) {
    return write(path, content, "rwxr-xr-x");
  }

  private Folder write(String path, String content, String mode) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Folder link(String path, String target) {
    try {
      Path link = root.resolve(path);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SourceTree tree() {
    return FolderTree.of(root, "test", Optional::empty);
  }
}
