package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** When an entry of the cache was last used: the time of the file, or of the folder, itself. */
public final class LastUse {
  /** Noted no finer than this, so that reading an entry hardly ever writes. */
  private static final Duration GRAIN = Duration.ofHours(1);

  private LastUse() {}

  /** Notes that an entry is used now. An entry that cannot be marked only goes earlier. */
  public static void note(Path entry) {
    try {
      Instant now = Instant.now();
      if (of(entry).isBefore(now.minus(GRAIN))) {
        Files.setLastModifiedTime(entry, FileTime.from(now));
      }
    } catch (IOException e) {
      // Gone, or not ours to write.
    }
  }

  private static Instant of(Path entry) throws IOException {
    return Files.getLastModifiedTime(entry).toInstant();
  }
}
