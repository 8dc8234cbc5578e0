package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A build's use of the cache. While it lasts, nothing is taken away, by whatever process; what is
 * too much goes when the last one ends.
 *
 * <p>A build comes, and entries go, only while it alone holds {@code evict.lock}: so none comes
 * between the look at who is there and the going of entries. A cache that cannot be locked, on a
 * read-only disk for one, or does not say that it is the cache, is used all the same and never
 * tidied up.
 */
public final class CacheRun implements AutoCloseable {
  private final Path cache;
  private final CacheLimit limit;
  private final BooleanSupplier changed;
  private final Consumer<Evicted> listener;
  private Optional<Running.Sign> sign;

  private CacheRun(
      Path cache,
      CacheLimit limit,
      BooleanSupplier changed,
      Consumer<Evicted> listener,
      Optional<Running.Sign> sign) {
    this.cache = cache;
    this.limit = limit;
    this.changed = changed;
    this.listener = listener;
    this.sign = sign;
  }

  /**
   * Begins to use the cache; waits while entries are being taken away.
   *
   * @param cache its folder, which is there
   * @param limit what it may hold when nobody uses it
   * @param changed whether this build put something into it
   * @param listener hears what was taken away, if anything was
   */
  public static CacheRun begin(
      Path cache, CacheLimit limit, BooleanSupplier changed, Consumer<Evicted> listener) {
    Optional<Running.Sign> sign = Optional.empty();
    if (!CacheFolder.marked(cache)) {
      return new CacheRun(cache, limit, changed, listener, sign);
    }
    try {
      sign = Optional.of(Exclusive.holding(lock(cache), () -> new Running(cache).putUp()));
    } catch (IOException e) {
      // Nothing goes without this lock, and nothing of ours will.
    }
    return new CacheRun(cache, limit, changed, listener, sign);
  }

  private static Path lock(Path cache) {
    return cache.resolve("evict.lock");
  }

  /** There when a build left to others what it should have done. */
  private Path due() {
    return cache.resolve("evict.due");
  }

  /** Ends the use. The last one to end tidies up, if there is reason to. */
  public synchronized void end() {
    if (sign.isEmpty()) {
      return;
    }
    Running.Sign mine = sign.get();
    sign = Optional.empty();
    try {
      if (changed.getAsBoolean() || Files.isRegularFile(due())) {
        Eviction eviction = new Eviction(cache);
        Evicted evicted = Exclusive.holding(lock(cache), () -> leave(mine, eviction));
        eviction.delete();
        if (evicted.entries() > 0) {
          listener.accept(evicted);
        }
      } else {
        mine.takeDown();
      }
    } catch (IOException e) {
      // What stays takes room, until a later build can take it away.
    }
  }

  private Evicted leave(Running.Sign mine, Eviction eviction) throws IOException {
    mine.takeDown();
    if (new Running(cache).any()) {
      Files.write(due(), new byte[0]);
      return new Evicted(0, 0, 0);
    }
    Evicted evicted = eviction.unname(limit);
    if (Files.isRegularFile(due())) {
      Files.delete(due());
    }
    return evicted;
  }

  @Override
  public void close() {
    end();
  }
}
