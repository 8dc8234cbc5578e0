package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unpacks the zip of a Go toolchain as Go itself does (cmd/go/internal/toolchain): programs become
 * executable, because module zips hold no modes, and {@code _go.mod} below {@code src} becomes
 * {@code go.mod}, because module zips hold no nested modules.
 */
final class GoArchive {
  private GoArchive() {}

  /**
   * Unpacks a zip whose hash has been found right.
   *
   * @param prefix what the names of all entries begin with
   * @param directory where to; must exist
   * @throws DifyArmsException {@link ErrorCode#GO_HASH_MISMATCH} for an entry that has no business
   *     in a toolchain
   */
  static void unpack(Path zip, String prefix, Path directory) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      List<? extends ZipEntry> entries = file.stream().filter(e -> !e.isDirectory()).toList();
      for (ZipEntry entry : entries) {
        Path target = target(entry.getName(), prefix, directory);
        Files.createDirectories(target.getParent());
        try (InputStream in = file.getInputStream(entry)) {
          Files.copy(in, target);
        }
        if (program(entry.getName().substring(prefix.length()))) {
          Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  private static Path target(String name, String prefix, Path directory) {
    if (name.startsWith(prefix)) {
      String below = name.substring(prefix.length());
      boolean renamed = below.startsWith("src/") && below.endsWith("/_go.mod");
      String real = renamed ? below.substring(0, below.length() - 7) + "go.mod" : below;
      Path target = directory.resolve(real).normalize();
      if (target.startsWith(directory) && !target.equals(directory)) {
        return target;
      }
    }
    throw new DifyArmsException(
        ErrorCode.GO_HASH_MISMATCH,
        "the zip of a Go toolchain holds something else",
        prefix,
        "an entry lies outside of it: " + name);
  }

  private static boolean program(String below) {
    return below.startsWith("bin/") || below.startsWith("pkg/tool/");
  }
}
