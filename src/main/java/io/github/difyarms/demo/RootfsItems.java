package io.github.difyarms.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory on disk as entries of a layer, owned by root, in the order of their names. */
final class RootfsItems {
  private RootfsItems() {}

  static List<TarItem> of(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      List<TarItem> items = new ArrayList<>();
      for (Path path : paths.filter(p -> !p.equals(root)).sorted().toList()) {
        items.add(item(root, path));
      }
      return items;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TarItem item(Path root, Path path) throws IOException {
    String name = root.relativize(path).toString();
    if (Files.isSymbolicLink(path)) {
      return TarItem.symbolicLink(name, Files.readSymbolicLink(path).toString());
    }
    int mode = mode(Files.getPosixFilePermissions(path));
    return Files.isDirectory(path)
        ? TarItem.directory(name + "/", mode, 0)
        : TarItem.file(name, mode, 0, Files.readAllBytes(path));
  }

  /** The text form is nine characters, {@code rwxr-xr-x}. */
  private static int mode(Set<PosixFilePermission> permissions) {
    String text = PosixFilePermissions.toString(permissions);
    return Integer.parseInt(text.replaceAll("[rwx]", "1").replace('-', '0'), 2);
  }
}
