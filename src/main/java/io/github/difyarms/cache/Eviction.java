package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
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
  private final List<Path> nameless = new ArrayList<>();
  private final Path mine;

  Eviction(Path cache) {
    this.cache = cache;
    this.mine = cache.resolve("going").resolve(UUID.randomUUID().toString());
  }

  /**
   * Takes away the names of leftovers, and of entries beyond the limit; only while nobody runs.
   *
   * @throws IOException when the folder does not say that it is the cache
   */
  Evicted unname(CacheLimit limit) throws IOException {
    if (!CacheFolder.marked(cache)) {
      throw new NotDirectoryException(cache + " is not marked as the cache");
    }
    // Filled under the same lock by others, who may be deleting them now or were killed.
    nameless.addAll(Inventory.list(cache.resolve("going"), Names::going));
    nameless.add(mine);
    Inventory inventory = new Inventory(cache);
    inventory.leftovers().forEach(this::unname);
    return limit.none() ? new Evicted(0, 0, 0) : unname(inventory.entries(), limit);
  }

  private Evicted unname(List<Entry> all, CacheLimit limit) {
    List<Entry> entries = new ArrayList<>(all);
    entries.sort(Entry.GOING);
    long left = entries.stream().mapToLong(Entry::size).sum();
    long most = left;
    Instant oldest = Instant.now().minus(LONGEST);
    int count = 0;
    for (Entry entry : entries) {
      boolean forgotten = entry.kind() == Entry.Kind.RECORD && entry.lastUse().isBefore(oldest);
      if ((left > limit.bytes() || forgotten) && unname(entry.path())) {
        left -= entry.size();
        count++;
      }
    }
    return new Evicted(count, most - left, left);
  }

  /** Returns whether the name is gone. */
  private boolean unname(Path path) {
    try {
      Files.createDirectories(mine); // each time: a user may have deleted it
      Files.move(path, mine.resolve(UUID.randomUUID().toString()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Deletion.of(path); // a part of the cache may lie on another file system
    }
    return !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Deletes what has no name any more. Others may run, and may do the same: the folder around it
   * stays, so that nobody who puts something there loses it.
   */
  void delete() {
    nameless.forEach(Deletion::of);
  }
}
