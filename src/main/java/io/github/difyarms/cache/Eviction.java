package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Takes entries away, least recently used first. An entry goes by losing its name, in one step;
 * whoever is killed in between leaves whole entries, and some rubbish for the next one.
 */
final class Eviction {
  /** After that, a record tells of a build that nobody repeats. */
  private static final Duration LONGEST = Duration.ofDays(180);

  private final Path cache;
  private final Path going;

  Eviction(Path cache) {
    this.cache = cache;
    this.going = cache.resolve("going");
  }

  /** Takes away the names of leftovers, and of entries beyond the limit; only while nobody runs. */
  Evicted unname(CacheLimit limit) throws IOException {
    Inventory inventory = new Inventory(cache);
    for (Path leftover : inventory.leftovers()) {
      unname(leftover);
    }
    if (limit.none()) {
      return new Evicted(0, 0, 0);
    }
    List<Entry> entries = new ArrayList<>(inventory.entries());
    entries.sort(Entry.GOING);
    long left = entries.stream().mapToLong(Entry::size).sum();
    long most = left;
    Instant oldest = Instant.now().minus(LONGEST);
    int count = 0;
    for (Entry entry : entries) {
      boolean forgotten = entry.kind() == Entry.Kind.RECORD && entry.lastUse().isBefore(oldest);
      if (left > limit.bytes() || forgotten) {
        unname(entry.path());
        left -= entry.size();
        count++;
      }
    }
    return new Evicted(count, most - left, left);
  }

  private void unname(Path path) throws IOException {
    if (!Files.isDirectory(going)) {
      Files.createDirectory(going);
    }
    try {
      Files.move(path, going.resolve(UUID.randomUUID().toString()), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // gone by itself
    } catch (IOException e) {
      Deletion.of(path); // a part of the cache may lie on another file system
    }
  }

  /** Deletes what has no name any more; others may run, and may do the same. */
  void delete() {
    Deletion.of(going);
  }
}
