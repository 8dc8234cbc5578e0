package io.github.difyarms.build;

import io.github.difyarms.image.Digest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One at a time for each blob: who comes second finds in the cache what the first has read. */
final class Turns {
  private final Map<Digest, Object> locks = new ConcurrentHashMap<>();

  /** Returns what to synchronize on while a blob is read. */
  Object of(Digest blob) {
    return locks.computeIfAbsent(blob, digest -> new Object());
  }
}
