package io.github.difyarms.faults;

import io.github.difyarms.cache.CacheLimit;
import io.github.difyarms.cache.CacheRun;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One build, told in a line, so that another JVM can do it as well as this one.
 *
 * @param kind which component goes where
 * @param cache its cache folder
 * @param output its output directory
 * @param base the reference it starts from
 * @param target repository or layout it goes to; the tag is always {@link #TAG}
 * @param version what makes its result another one; for Go, what makes it compile again
 * @param source a git repository, for Go
 * @param tools address of the object store with instgo, for Go
 */
record Order(
    Kind kind,
    Path cache,
    Path output,
    String base,
    String target,
    String version,
    String source,
    String tools) {

  static final String TAG = "built";

  /** Bytes of the program of {@link Kind#API_GROWING}. */
  static final int PROGRAM = 600_000;

  enum Kind {
    API,
    /** A program in the place of dify-api, sent while it is compressed. */
    API_GROWING,
    API_LAYOUT,
    SANDBOX
  }

  /** How a build ended well. */
  record Done(Digest digest, boolean upToDate, String told) {}

  String line() {
    return String.join(
        "\t",
        kind.name(),
        cache.toString(),
        output.toString(),
        base,
        target,
        version,
        source,
        tools);
  }

  static Order parse(String line) {
    String[] words = line.split("\t", -1);
    return new Order(
        Kind.valueOf(words[0]),
        Path.of(words[1]),
        Path.of(words[2]),
        words[3],
        words[4],
        words[5],
        words[6],
        words[7]);
  }

  Order to(String elsewhere) {
    return new Order(kind, cache, output, base, elsewhere, version, source, tools);
  }

  /** Returns the same as another machine would do it, with its folders below one. */
  Order at(Path folder) {
    Path there = folder.resolve("cache");
    return new Order(kind, there, folder.resolve("out"), base, target, version, source, tools);
  }

  Order version(String other) {
    return new Order(kind, cache, output, base, target, other, source, tools);
  }

  /** Does it with the cache in use, as a goal has it. */
  Done run() {
    return run(workshop -> workshop);
  }

  /** Does it with the cache in use, in a workshop that is set up further. */
  Done run(UnaryOperator<Workshop> setUp) {
    BuildCache opened = BuildCache.open(cache);
    CacheLimit limit = CacheLimit.parse("10g").orElseThrow();
    CacheRun run = CacheRun.begin(opened.folder(""), limit, () -> true, evicted -> {});
    try (run) {
      Workshop workshop =
          setUp.apply(
              new Workshop(cache.getParent())
                  .cache(cache.getFileName().toString())
                  .output(output.toString())
                  .agentVersion(version)
                  .program(kind == Kind.API_GROWING ? PROGRAM : 0)
                  .tags(TAG));
      return kind == Kind.SANDBOX ? sandbox(workshop) : done(workshop);
    }
  }

  private Done sandbox(Workshop workshop) {
    try (GoBench bench = new GoBench(cache.getParent(), tools)) {
      bench
          .cache(cache.getFileName().toString())
          .output(output.toString())
          .licenseKey(Optional.of(version))
          .sources(Path.of(source), Path.of(source));
      return done(workshop.platforms("linux/amd64").with(bench.components()));
    }
  }

  private Done done(Workshop workshop) {
    ComponentResult result = workshop.run(List.of(request(workshop))).components().get(0);
    return new Done(result.digest(), result.upToDate(), workshop.told());
  }

  private ComponentRequest request(Workshop workshop) {
    return switch (kind) {
      case API, API_GROWING -> workshop.request(DifyApi.ID, base, target);
      case API_LAYOUT -> workshop.layout(DifyApi.ID, base, Path.of(target));
      case SANDBOX -> workshop.request(Sandbox.ID, base, target);
    };
  }
}
