package io.github.difyarms.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of folders with many files, measured once: a Go toolchain has 15,000. Read and written only
 * by who tidies up, one at a time.
 */
final class Sizes {
  private final Path cache;
  private final Path file;
  private final Properties known = new Properties();
  private final Properties seen = new Properties();

  Sizes(Path cache) {
    this.cache = cache;
    this.file = cache.resolve("sizes.properties");
    try (InputStream in = Files.newInputStream(file)) {
      known.load(in);
    } catch (IOException | IllegalArgumentException e) {
      known.clear(); // measured again
    }
  }

  /**
   * Returns the size of a folder.
   *
   * @param changedBy when it may have changed last; {@link Instant#MIN} for what never does
   */
  long of(Path folder, Instant changedBy) throws IOException {
    String name = cache.relativize(folder).toString();
    String[] note = known.getProperty(name, "").split(" ", -1);
    String value = known.getProperty(name, "");
    if (note.length != 2
        || !note[0].matches("\\d{1,18}")
        || !note[1].matches("\\d{1,18}")
        || Instant.ofEpochMilli(Long.parseLong(note[1])).isBefore(changedBy)) {
      value = measure(folder) + " " + Instant.now().toEpochMilli();
    }
    seen.setProperty(name, value);
    return Long.parseLong(value.split(" ", -1)[0]);
  }

  /** Keeps the sizes of what was asked for; others are of folders that are gone. */
  void keep() {
    if (seen.equals(known)) {
      return;
    }
    try {
      write();
    } catch (IOException e) {
      // They are measured again.
    }
  }

  private void write() throws IOException {
    Path partial = Files.createTempFile(cache, ".partial", "");
    try {
      try (OutputStream out = Files.newOutputStream(partial)) {
        seen.store(out, null);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  static long measure(Path folder) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE; // listed as far as that went
          }
        });
    return bytes[0];
  }
}
