package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.GarbageCollectionNotificationInfo;
import io.github.difyarms.component.Component;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * The JVM of one point of a chart: builds once to get warm, then so many times on the clock.
 * Arguments are base, platforms, components, bytes of the new file, runs, and a folder.
 */
final class GrowthRun {
  private static final List<String> IDS = List.of("api", "plugin-daemon", "sandbox");
  private static final long SMALL = 1 << 20;

  private final String base;
  private final int platforms;
  private final int components;
  private final Path folder;
  private final AtomicLong live = new AtomicLong();

  private GrowthRun(String[] arguments) {
    base = arguments[0];
    platforms = Integer.parseInt(arguments[1]);
    components = Integer.parseInt(arguments[2]);
    folder = Path.of(arguments[5]);
  }

  public static void main(String[] arguments) throws IOException {
    GrowthRun run = new GrowthRun(arguments);
    run.watch();
    run.build("warm", run.components(SMALL));
    Map<String, Component> all = run.components(Long.parseLong(arguments[3]));
    ObjectNode json = Json.object();
    var seconds = json.putArray("seconds");
    long peak = 0;
    run.live.set(0);
    for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
      pools().forEach(MemoryPoolMXBean::resetPeakUsage);
      long start = System.nanoTime();
      run.build("run" + i, all);
      seconds.add((System.nanoTime() - start) / 1e9);
      peak = Math.max(peak, pools().mapToLong(it -> it.getPeakUsage().getUsed()).sum());
    }
    run.collect();
    json.put("peakMegabytes", peak / 1e6).put("liveMegabytes", run.live.get() / 1e6);
    Files.write(run.folder.resolve("point.json"), Json.write(json));
    System.exit(0);
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(it -> it.getType() == MemoryType.HEAP);
  }

  /** Keeps the most that was in use after a collection. */
  private void watch() {
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, back) -> {
                var info =
                    GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData());
                Map<String, MemoryUsage> after = info.getGcInfo().getMemoryUsageAfterGc();
                long used =
                    pools()
                        .map(pool -> after.get(pool.getName()))
                        .filter(java.util.Objects::nonNull)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
                live.accumulateAndGet(used, Math::max);
              },
              null,
              null);
    }
  }

  /** Collects once more, for a run that needed no collection; it is told of a moment later. */
  private void collect() {
    System.gc();
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (live.get() == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private Map<String, Component> components(long size) throws IOException {
    Map<String, Component> all = new TreeMap<>();
    for (String id : IDS.subList(0, components)) {
      all.put(id, new FileOfSize(id, size));
    }
    return all;
  }

  private void build(String name, Map<String, Component> all) throws IOException {
    Path place = Files.createDirectories(folder.resolve(name));
    Workshop workshop =
        new Workshop(place)
            .with(all)
            .platforms(
                GrowthBase.ARCHITECTURES.subList(0, platforms).stream()
                    .map(it -> "linux/" + it)
                    .toArray(String[]::new));
    String registry = base.substring(0, base.indexOf('/'));
    List<ComponentRequest> requests = new ArrayList<>();
    for (String id : all.keySet()) {
      requests.add(
          workshop.request(
              id, base, registry + "/" + folder.getFileName() + "/" + name + "/" + id));
    }
    workshop.run(requests);
    io.github.difyarms.cache.Deletion.of(place);
  }
}
