package io.github.difyarms.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs all competitors through all rows over one line, in turn, again and again. */
final class Race {
  /** Who takes longer, and so many times as long as we do, is not made to run again. */
  private static final double SLOW_SECONDS = 20;

  private static final double SLOW_TIMES = 3;

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Setup setup;
  private final Options options;
  private final Line line;
  private final List<Competitor> competitors;
  private final Map<String, String> versions;
  private final Wire wire = new Wire();
  private final Forwarder toRegistry;
  private final Forwarder toOther;
  private final List<Run> runs = new ArrayList<>();
  private final Map<String, String> skipped = new TreeMap<>();
  private final Set<String> slow = new TreeSet<>();
  private final Map<String, Image> bases = new TreeMap<>();

  /**
   * Prepares a race.
   *
   * @param versions of those who are installed
   */
  Race(
      Setup setup,
      Options options,
      Line line,
      List<Competitor> competitors,
      Map<String, String> versions) {
    this.setup = setup;
    this.options = options;
    this.line = line;
    this.competitors = competitors;
    this.versions = versions;
    Optional<Link> link = line == Line.LINK ? Optional.of(Link.ofTheRace()) : Optional.empty();
    this.toRegistry = Forwarder.before(setup.registry().port(), link, wire);
    this.toOther = Forwarder.before(setup.other().port(), link, wire);
  }

  /** Returns every run. */
  List<Run> runs() {
    return runs;
  }

  /** Returns who did not run where, and why. */
  Map<String, String> skipped() {
    return skipped;
  }

  /** Races. On loopback a repetition that is not timed counts first, over a forwarder. */
  void run() throws IOException {
    if (line == Line.LOOPBACK) {
      repetition(0, true);
    }
    for (int i = 1; i <= options.repetitions(); i++) {
      repetition(i, false);
    }
    toRegistry.close();
    toOther.close();
  }

  private void repetition(int number, boolean counting) throws IOException {
    List<Competitor> order = new ArrayList<>(competitors);
    Collections.rotate(order, -number);
    for (Row row : Row.values()) {
      for (Competitor competitor : order) {
        String skip = line + " " + row + " " + competitor.id();
        if (reasonToSkip(competitor, row).isPresent()) {
          skipped.put(skip, reasonToSkip(competitor, row).orElseThrow());
        } else if (!slow.contains(group(row) + competitor.id())) {
          one(competitor, row, number, counting);
        }
      }
      System.out.println();
    }
    setup.registry().forget("race-" + number);
    setup.other().clear();
  }

  private Optional<String> reasonToSkip(Competitor competitor, Row row) {
    if (!versions.containsKey(competitor.id())) {
      return Optional.of("not installed");
    }
    if (row == Row.UNREAD && !(competitor instanceof Plugin)) {
      return Optional.of("it keeps nothing of a base between runs: as the first push");
    }
    if (line == Line.LINK && competitor.readsWholeBase() && row != Row.COLD) {
      return Optional.of("it reads the whole base, which alone takes minutes over this link");
    }
    return Optional.empty();
  }

  /** Rows that go on from one another. */
  private static String group(Row row) {
    return row.otherRegistry() ? row + " " : "";
  }

  private void one(Competitor competitor, Row row, int number, boolean counting)
      throws IOException {
    String repository =
        "race-" + number + "/" + competitor.id() + (row == Row.UNREAD ? "-unread" : "");
    setup.prepareOther(row, repository);
    StoredRegistry target = row.otherRegistry() ? setup.other() : setup.registry();
    boolean forwarded = counting || line == Line.LINK;
    String from = forwarded ? "127.0.0.1:" + toRegistry.port() : setup.registry().address();
    String to =
        !forwarded
            ? target.address()
            : "127.0.0.1:" + (row.otherRegistry() ? toOther : toRegistry).port();
    Task task =
        new Task(
            row,
            from + "/" + Base.DAEMON + ":" + line.baseTag(row),
            to + "/" + repository,
            setup.programs().of(row.version()),
            row.fresh() ? setup.folder(competitor.id()) : setup.existing(competitor.id()),
            setup.folder("work"));
    competitor.prepare(task);
    setup.settle();
    wire.take();
    Shell.Ran ran = Shell.run(task.work(), competitor.script(task), Map.of(), LIMIT, counting);
    Counts counts = wire.take();
    Run run =
        judged(
            competitor,
            task,
            target.address() + "/" + repository + ":" + Task.TAG,
            ran,
            counting,
            forwarded ? Optional.of(counts) : Optional.empty());
    runs.add(run);
    tell(run);
    if (row.otherRegistry()) {
      setup.folder(competitor.id());
    }
  }

  private Run judged(
      Competitor competitor,
      Task task,
      String result,
      Shell.Ran ran,
      boolean counting,
      Optional<Counts> counts) {
    boolean isSlow = slow(competitor, task.row(), ran.seconds());
    if (isSlow) {
      slow.add(group(task.row()) + competitor.id());
    }
    Optional<String> wrong;
    Optional<Double> inside = Optional.empty();
    long newBytes = 0;
    try {
      if (!ran.successful()) {
        throw new IOException(
            ran.status() < 0 ? "stopped after " + LIMIT.toSeconds() + " s" : ran.lastWords());
      }
      Image image = Image.read(result);
      wrong = image.wrong(base(line.baseTag(task.row())), task.programs());
      newBytes = image.newBytes();
      inside = competitor.insideSeconds(task);
    } catch (IOException | RuntimeException e) {
      wrong = Optional.of(String.valueOf(e.getMessage()));
    }
    boolean timed = !counting || isSlow || options.quick();
    return new Run(
        line,
        task.row(),
        competitor.id(),
        timed,
        ran.seconds(),
        inside,
        counts,
        ran.peakKilobytes(),
        newBytes,
        wrong);
  }

  private boolean slow(Competitor competitor, Row row, double seconds) {
    double ours =
        runs.stream()
            .filter(it -> it.row() == row && it.competitor().equals(setup.plugin().id()))
            .mapToDouble(Run::seconds)
            .findFirst()
            .orElse(0);
    return !(competitor instanceof Plugin) && seconds > Math.max(SLOW_SECONDS, SLOW_TIMES * ours);
  }

  /** Returns a base as it lies in the registry. */
  Image base(String tag) throws IOException {
    Image known = bases.get(tag);
    if (known == null) {
      known = Image.read(setup.registry().address() + "/" + Base.DAEMON + ":" + tag);
      bases.put(tag, known);
    }
    return known;
  }

  private static void tell(Run run) {
    System.out.printf(
        Locale.ROOT,
        "%-8s %-7s %-14s %7.2f s%s%s%s%n",
        run.line(),
        run.row(),
        run.competitor(),
        run.seconds(),
        run.inside().map(it -> String.format(Locale.ROOT, ", inside %.2f s", it)).orElse(""),
        run.counts().map(it -> ", " + it.total() + " requests").orElse(""),
        run.wrong().map(it -> "  WRONG: " + it).orElse(""));
  }
}
