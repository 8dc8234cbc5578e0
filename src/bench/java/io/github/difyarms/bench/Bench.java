package io.github.difyarms.bench;

import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The benchmark's main: set-up, races, charts, page. */
final class Bench {
  private final Options options;

  private Bench(Options options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws IOException {
    new Bench(Options.parse(arguments)).run();
    System.exit(0);
  }

  private void run() throws IOException {
    long start = System.nanoTime();
    Results results;
    try (Setup setup = new Setup(options)) {
      results = results(setup);
    }
    Path page =
        options.whole() && !options.quick()
            ? options.page()
            : options.folder().resolve("performance.md");
    write(results, page);
    System.out.printf("%s after %d s%n", page, (System.nanoTime() - start) / 1_000_000_000);
  }

  private Results results(Setup setup) throws IOException {
    List<Competitor> competitors = setup.competitors(options);
    Map<String, String> versions = new TreeMap<>();
    competitors.forEach(it -> it.version().ifPresent(text -> versions.put(it.id(), text)));
    System.out.println("competitors: " + versions);
    List<Run> runs = new ArrayList<>();
    Map<String, String> skipped = new TreeMap<>();
    long layerBytes = 0;
    for (Line line : Line.values()) {
      if (options.parts().contains(line.name().toLowerCase(java.util.Locale.ROOT))) {
        Race race = new Race(setup, options, line, competitors, versions);
        race.run();
        runs.addAll(race.runs());
        skipped.putAll(race.skipped());
        layerBytes = race.base(Base.SMALL_TAG).layerBytes();
        write(
            gathered(
                setup,
                competitors,
                versions,
                layerBytes,
                runs,
                skipped,
                Optional.empty(),
                List.of()),
            options.folder().resolve("performance.md"));
      }
    }
    Optional<Extras> extras = Optional.empty();
    if (options.parts().contains("loopback")) {
      extras = Optional.of(new Extras(setup));
      extras.get().run(options.repetitions());
    }
    List<Growth.Series> growth =
        options.parts().contains("growth")
            ? new Growth(setup.other(), setup.folder("growth"), options.quick()).run()
            : List.of();
    return gathered(setup, competitors, versions, layerBytes, runs, skipped, extras, growth);
  }

  /** What is known is left even if the rest fails or is stopped. */
  private void write(Results results, Path page) throws IOException {
    Files.write(options.folder().resolve("results.json"), Json.write(results.json()));
    new Page(results).write(page);
  }

  private Results gathered(
      Setup setup,
      List<Competitor> competitors,
      Map<String, String> versions,
      long layerBytes,
      List<Run> runs,
      Map<String, String> skipped,
      Optional<Extras> extras,
      List<Growth.Series> growth) {
    return new Results(
        options,
        options.quick() ? Sizes.QUICK : Sizes.WHOLE,
        competitors,
        versions,
        setup.programs().of("v1").values().stream().mapToLong(Program::size).max().orElse(0),
        layerBytes,
        runs,
        skipped,
        extras,
        growth);
  }
}
