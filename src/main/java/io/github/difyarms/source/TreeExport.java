package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the files of a source tree into a directory. Links come last, so that no file is ever
 * written through one. Times are left as they come: the go command takes a file of the same path,
 * size and time for the same file.
 */
final class TreeExport {
  private final Path directory;
  private final Map<String, String> links = new LinkedHashMap<>();

  private TreeExport(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns an export into a new or empty directory.
   *
   * @throws DifyArmsException {@code OUTPUT_NOT_WRITABLE}
   */
  static TreeExport into(Path directory) {
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        if (entries.iterator().hasNext()) {
          throw notWritable(directory, "it is not empty");
        }
      }
    } catch (IOException e) {
      throw notWritable(directory, Stops.words(e));
    }
    return new TreeExport(directory);
  }

  private static DifyArmsException notWritable(Path directory, String why) {
    return new DifyArmsException(
        ErrorCode.OUTPUT_NOT_WRITABLE, "a directory cannot be filled", directory.toString(), why);
  }

  void add(String path, FileKind kind, byte[] content) {
    if (!SafePaths.safe(path)) {
      throw Stops.unreadable("the source has a path that leads out of it", path, "not written");
    }
    if (kind == FileKind.LINK) {
      links.put(path, new String(content, java.nio.charset.StandardCharsets.UTF_8));
      return;
    }
    Path file = directory.resolve(path);
    try {
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(directory));
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(
                kind == FileKind.EXECUTABLE ? "rwxr-xr-x" : "rw-r--r--"));
      }
    } catch (IOException e) {
      throw notWritable(file, Stops.words(e));
    }
  }

  /** Writes the links that lead to a place inside. */
  void finish() {
    links.forEach(
        (path, target) -> {
          Path link = directory.resolve(path);
          if (SafePaths.inside(path, target) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            try {
              Files.createDirectories(Optional.ofNullable(link.getParent()).orElse(directory));
              Files.createSymbolicLink(link, Path.of(target));
            } catch (IOException e) {
              throw notWritable(link, Stops.words(e));
            }
          }
        });
  }
}
