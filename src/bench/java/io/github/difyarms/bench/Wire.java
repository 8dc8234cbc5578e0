package io.github.difyarms.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what goes over one or more forwarders. */
final class Wire {
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong up = new AtomicLong();
  private final AtomicLong down = new AtomicLong();
  private final Map<String, Integer> requests = new TreeMap<>();

  void opened() {
    connections.incrementAndGet();
  }

  void sent(int bytes) {
    up.addAndGet(bytes);
  }

  void received(int bytes) {
    down.addAndGet(bytes);
  }

  synchronized void requested(String kind) {
    requests.merge(kind, 1, Integer::sum);
  }

  /** Returns what was counted since the last call, and begins anew. */
  synchronized Counts take() {
    Counts counts =
        new Counts(
            connections.getAndSet(0), up.getAndSet(0), down.getAndSet(0), Map.copyOf(requests));
    requests.clear();
    return counts;
  }
}
