package io.github.difyarms.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Writes {@code docs/performance.md} and its charts. */
final class Page {
  private final Results results;

  Page(Results results) {
    this.results = results;
  }

  /** Writes it and, in a folder beside it of the same name, the charts. */
  void write(Path file) throws IOException {
    Path folder = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.md$", ""));
    Files.createDirectories(folder);
    for (Growth.Series series : results.growth()) {
      Files.writeString(folder.resolve(series.id() + ".svg"), Chart.of(series));
    }
    Files.writeString(file, text(folder.getFileName().toString()));
  }

  private String text(String folder) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Performance

        <!-- Made by src/bench/run, as a whole. -->

        This plugin and the tools that people would otherwise use do the same work: they put a new \
        file into both platforms of an image and leave one index under a tag. The runs of all of them \
        alternate on one machine, and each result is read back by a client that belongs to none of \
        them: base layers complete, new file byte for byte. A run whose result is wrong does not \
        count.

        ```shell
        src/bench/run                   # everything; writes this page
        src/bench/run --repetitions 3   # fewer runs
        src/bench/run --quick           # small sizes, once: does the instrument work?
        ```

        """);
    text.append(conditions()).append(competitors()).append(goals());
    for (Line line : Line.values()) {
      text.append("## The race over ").append(line.title()).append("\n\n").append(note(line));
      for (Row row : Row.values()) {
        text.append(new RowTable(results, line, row).text());
      }
    }
    return text.append(growth(folder)).toString();
  }

  private String conditions() {
    Sizes sizes = results.sizes();
    return String.format(
        Locale.ROOT,
        """
        ## Conditions

        * %s, %d processors, %s %s, Java %s%s
        * Registries: %s, on this machine, with a file system behind them.
        * Base: two platforms of eight layers, %s MB compressed for each platform; %s MB where all of \
        it moves over the link.
        * New file: a Go program, %s MB. Everybody starts from it as a plain file; packing, \
        compressing and hashing are part of the time.
        * %d timed repetitions; who takes more than 20 s, and three times as \
        long as we do, runs once; after a minute a run is stopped. Requests, bytes, connections and \
        memory on loopback are of a run of their own through a forwarder that counts, and do not slow \
        the timed ones. Peak memory is that of all processes of a competitor at once.
        * "Inside the goal" is from its beginning until its last file is written, report and \
        deployment files included: what `images.json` says, and what `trace.log` shows after it.
        * "× ours" is a competitor's time divided by ours: above 1 we are faster.

        """,
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        System.getProperty("java.version"),
        results.options().quick() ? ". **Small sizes: these numbers say nothing.**" : "",
        Competitor.ask("docker-registry --version").orElse("docker-registry"),
        Numbers.megabytes(sizes.base()),
        Numbers.megabytes(sizes.smallBase()),
        Numbers.megabytes(results.programBytes()),
        results.options().repetitions());
  }

  private String competitors() {
    StringBuilder text = new StringBuilder("| | version | how |\n|---|---|---|\n");
    for (Competitor it : results.competitors()) {
      text.append("| ").append(it.title()).append(" | ");
      text.append(results.versions().getOrDefault(it.id(), "not installed, skipped"));
      text.append(" | ").append(it.how()).append(" |\n");
    }
    return text.append('\n').toString();
  }

  private String goals() {
    StringBuilder text = new StringBuilder("## Goals\n\n");
    text.append(
            "All of them with the JVM options of `examples/wrapper/.mvn/jvm.config`; the tables")
        .append(" have this plugin with the JVM's defaults, too.\n\n| goal | found | |\n")
        .append("|---|---|---|\n");
    new Goals(results).lines().forEach(it -> text.append(it).append('\n'));
    return text.append('\n').toString();
  }

  private static String note(Line line) {
    return line == Line.LOOPBACK
        ? ""
        : """
        The proxy's two directions are shared by all connections of a competitor. The first bytes of \
        a connection arrive a round trip later, as after opening it; slow start of TCP is not part of \
        it. The byte floor is the smallest result that any competitor came to, at the link's rate.

        """;
  }

  private String growth(String folder) {
    StringBuilder text =
        new StringBuilder(
            """
            ## Growth

            One JVM with a heap of 64 MB for each point, warmed by one build; time of planning and \
            building.

            """);
    for (Growth.Series series : results.growth()) {
      String of = RowTable.capital(series.of());
      text.append("### ").append(of).append("\n\nFixed: ").append(series.fixed()).append(". ");
      text.append(
          series.linear() ? "Time grows linearly at most" : "**Time grows faster than linearly**");
      text.append(series.flat() ? "; memory does not grow.\n\n" : "; **memory grows.**\n\n");
      text.append("![").append(of).append("](").append(folder).append('/').append(series.id());
      text.append(".svg)\n\n| ").append(series.of());
      text.append(
          " | seconds | MB of heap, most in use | after collections |\n|--:|--:|--:|--:|\n");
      for (Growth.Point point : series.points()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %d | %.2f | %.0f | %.0f |%n",
                point.x(),
                point.seconds(),
                point.peak(),
                point.live()));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
