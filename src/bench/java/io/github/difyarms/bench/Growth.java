package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** How time and memory of a build grow, each point in a JVM of its own with 64 MB of heap. */
final class Growth {
  private static final int HEAP_MEGABYTES = 64;
  private static final long MEGABYTE = 1 << 20;

  /** What a point may lie above a straight line: runs differ. */
  private static final double TOLERANCE = 1.25;

  /** What may be live more at the last point than at the first, in megabytes. */
  private static final double FLAT = 8;

  private final StoredRegistry registry;
  private final Path folder;
  private final boolean quick;
  private int number;

  Growth(StoredRegistry registry, Path folder, boolean quick) {
    this.registry = registry;
    this.folder = folder;
    this.quick = quick;
  }

  /**
   * One point.
   *
   * @param x how much
   * @param seconds the median time
   * @param peak most megabytes of heap in use, garbage included
   * @param live most megabytes in use after a collection
   */
  record Point(int x, double seconds, double peak, double live) {}

  /**
   * One chart.
   *
   * @param id its name in files
   * @param of what grows
   * @param fixed what stays
   * @param points in order
   */
  record Series(String id, String of, String fixed, List<Point> points) {
    /** Returns whether the time grows linearly at most. */
    boolean linear() {
      return IntStream.range(1, points.size())
          .allMatch(
              j ->
                  IntStream.range(0, j)
                      .allMatch(
                          i ->
                              points.get(j).seconds() / points.get(i).seconds()
                                  <= TOLERANCE * points.get(j).x() / points.get(i).x()));
    }

    /** Returns whether memory does not grow. */
    boolean flat() {
      return points.stream().allMatch(it -> it.live() <= points.get(0).live() + FLAT);
    }

    ObjectNode json() {
      ObjectNode json = Json.object().put("id", id).put("of", of).put("fixed", fixed);
      for (Point point : points) {
        json.withArray("/points")
            .addObject()
            .put("x", point.x())
            .put("seconds", point.seconds())
            .put("peakMegabytes", point.peak())
            .put("liveMegabytes", point.live());
      }
      return json;
    }
  }

  List<Series> run() throws IOException {
    List<Series> all = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    for (int x : quick ? List.of(1, 4) : List.of(1, 2, 4, 8, 16, 32, 64, 128)) {
      points.add(point(x, x, 2, 1, 4));
    }
    all.add(series("layers", "layers", "2 platforms, a file of 4 MB", points));
    for (int x : quick ? List.of(1, 2) : List.of(1, 2, 4, 8)) {
      points.add(point(x, 8, x, 1, 4));
    }
    all.add(series("platforms", "platforms", "8 layers, a file of 4 MB", points));
    for (int x : quick ? List.of(1, 8) : List.of(1, 4, 16, 64, 256, 1024, 4096)) {
      points.add(point(x, 8, 1, 1, x));
    }
    all.add(series("file-size", "megabytes of the new file", "8 layers, 1 platform", points));
    for (int x : quick ? List.of(1, 3) : List.of(1, 2, 3)) {
      points.add(point(x, 8, 2, x, 4));
    }
    all.add(series("components", "components", "8 layers, 2 platforms, a file of 4 MB", points));
    return all;
  }

  private static Series series(String id, String of, String fixed, List<Point> points) {
    Series series = new Series(id, of, fixed, List.copyOf(points));
    points.clear();
    return series;
  }

  private Point point(int x, int layers, int platforms, int components, int megabytes)
      throws IOException {
    Path work = Files.createDirectories(folder.resolve("growth-" + number++));
    String base = GrowthBase.push(registry.address(), layers, platforms);
    int runs = quick ? 1 : megabytes > 512 ? 1 : 3;
    Shell.run(
            work,
            String.join(
                " ",
                "exec java -Xmx" + HEAP_MEGABYTES + "m -cp",
                Shell.quote(System.getProperty("java.class.path")),
                GrowthRun.class.getName(),
                base,
                platforms + "",
                components + "",
                megabytes * MEGABYTE + "",
                runs + "",
                Shell.quote(work)))
        .orFail("growth");
    ObjectNode json = Json.readObject(Files.readAllBytes(work.resolve("point.json")), "point");
    List<Double> seconds =
        StreamSupport.stream(json.path("seconds").spliterator(), false)
            .map(it -> it.asDouble())
            .toList();
    Point point =
        new Point(
            x,
            Numbers.median(seconds),
            json.path("peakMegabytes").asDouble(),
            json.path("liveMegabytes").asDouble());
    System.out.printf(
        Locale.ROOT,
        "growth: %d layers, %d platforms, %d components, %d MB: %s%n",
        layers,
        platforms,
        components,
        megabytes,
        point);
    Shell.run(folder, "rm -rf " + Shell.quote(work)).orFail("making room");
    if (megabytes > 512) {
      registry.clear();
    }
    return point;
  }
}
