package io.github.difyarms.python;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Wheels of the package index in the cache: {@code python/wheels/SHA256/FILENAME}. */
final class WheelStore {
  private final Path folder;

  WheelStore(Path cacheDirectory) {
    this.folder = cacheDirectory.resolve("python").resolve("wheels");
  }

  /** Returns a wheel with the size of its file, if that is here. */
  Wheel measured(Wheel wheel) {
    try {
      long size = Files.size(folder.resolve(wheel.sha256()).resolve(wheel.filename()));
      return new Wheel(
          wheel.distribution(), wheel.filename(), wheel.sha256(), size, wheel.ofAgent());
    } catch (IOException | InvalidPathException e) {
      return wheel;
    }
  }

  /** Returns a wheel with the bytes it should have; one with others is dropped. */
  Optional<Path> find(Wheel wheel) {
    if (!wheel.sha256().matches("[0-9a-f]{64}") || WheelName.parse(wheel.filename()).isEmpty()) {
      return Optional.empty();
    }
    Path entry = folder.resolve(wheel.sha256());
    Path file = entry.resolve(wheel.filename());
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (ToolFiles.sha256(file).equals(wheel.sha256())) {
        LastUse.note(entry);
        return Optional.of(file);
      }
    } catch (IOException e) {
      // Not to be read: the same as damaged.
    }
    Deletion.of(entry);
    return Optional.empty();
  }

  /** Returns an empty folder for downloads. */
  Path incoming() throws IOException {
    Files.createDirectories(folder);
    return Files.createTempDirectory(folder, ".incoming");
  }

  /** Takes over a file of {@link #incoming}, whose hash has been looked at. */
  void keep(Path file, String sha256) throws IOException {
    Path entry = Files.createDirectories(folder.resolve(sha256));
    Files.move(file, entry.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
  }
}
