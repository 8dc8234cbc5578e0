package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is measured of this plugin alone: heap, requests of dify-api, a goal that does nothing. */
final class Extras {
  private static final Pattern COLLECTION = Pattern.compile("(\\d+)([KM])->(\\d+)([KM])\\(");
  private static final int LEAST_PAIRS = 7;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Setup setup;
  private final List<Double> help = new ArrayList<>();
  private final List<Double> nothing = new ArrayList<>();
  private final Map<Row, Heap> heaps = new EnumMap<>(Row.class);
  private final Map<Row, Counts> api = new EnumMap<>(Row.class);

  /**
   * The heap of one run with {@code -Xmx64m}.
   *
   * @param most most megabytes in use, garbage included
   * @param live most megabytes in use after a collection
   * @param wrong why it failed
   */
  record Heap(double most, double live, Optional<String> wrong) {}

  Extras(Setup setup) {
    this.setup = setup;
  }

  void run(int repetitions) throws IOException {
    besideHelp(repetitions);
    for (Row row : Row.values()) {
      heaps.put(row, heap(row));
    }
    countApi();
    setup.registry().forget("extra");
    setup.other().clear();
  }

  /** A build with nothing to do and a goal that does nothing, in turn: a machine has its hours. */
  private void besideHelp(int repetitions) throws IOException {
    Task task =
        new Task(
            Row.NOTHING,
            setup.registry().address() + "/" + Base.DAEMON + ":" + Base.TAG,
            setup.registry().address() + "/extra/nothing",
            setup.programs().of(Row.NOTHING.version()),
            setup.folder("nothing"),
            setup.folder("work"));
    setup.plugin().prepare(task);
    Shell.run(task.work(), setup.plugin().script(task)).orFail("the build before nothing changed");
    setup.settle();
    for (int i = 0; i < Math.max(LEAST_PAIRS, repetitions); i++) {
      if (i % 2 == 0) {
        help.add(seconds(task, setup.plugin().help()));
        nothing.add(seconds(task, setup.plugin().script(task)));
      } else {
        nothing.add(seconds(task, setup.plugin().script(task)));
        help.add(seconds(task, setup.plugin().help()));
      }
    }
    System.out.println("help " + help + ", nothing changed " + nothing);
  }

  private static double seconds(Task task, String script) {
    return Shell.run(task.work(), script).orFail("help, or a build with nothing to do").seconds();
  }

  private Heap heap(Row row) throws IOException {
    setup.prepareOther(row, "extra/heap");
    StoredRegistry target = row.otherRegistry() ? setup.other() : setup.registry();
    Task task =
        new Task(
            row,
            setup.registry().address() + "/" + Base.DAEMON + ":" + Base.TAG,
            target.address() + "/extra/heap",
            setup.programs().of(row.version()),
            row.fresh() ? setup.folder("heap") : setup.existing("heap"),
            setup.folder("work"));
    setup.plugin().prepare(task);
    Path log = task.work().resolve("gc.log");
    Shell.Ran ran =
        Shell.run(
            task.work(),
            setup.plugin().script(task),
            Map.of("MAVEN_OPTS", "-Xmx64m -Xlog:gc:file=" + log),
            LIMIT,
            false);
    double most = 0;
    double live = 0;
    for (Matcher m = COLLECTION.matcher(Files.readString(log)); m.find(); ) {
      most = Math.max(most, megabytes(m.group(1), m.group(2)));
      live = Math.max(live, megabytes(m.group(3), m.group(4)));
    }
    Heap heap =
        new Heap(most, live, ran.successful() ? Optional.empty() : Optional.of(ran.lastWords()));
    System.out.println("heap " + row + " " + heap);
    return heap;
  }

  private static double megabytes(String number, String unit) {
    return Long.parseLong(number) / (unit.equals("K") ? 1024.0 : 1.0);
  }

  private void countApi() throws IOException {
    Wire wire = new Wire();
    try (Forwarder forwarder = Forwarder.before(setup.registry().port(), Optional.empty(), wire)) {
      Path state = setup.folder("api");
      for (Row row : List.of(Row.FIRST, Row.CHANGE, Row.NOTHING)) {
        String address = "127.0.0.1:" + forwarder.port();
        Task task =
            new Task(
                row,
                address + "/" + Base.API + ":" + Base.API_TAG,
                address + "/extra/api",
                Map.of(),
                state,
                setup.folder("work"));
        setup.plugin().prepare(task);
        wire.take();
        Shell.run(task.work(), setup.plugin().api(task)).orFail("dify-api");
        api.put(row, wire.take());
      }
    }
    System.out.println("dify-api " + api);
  }

  List<Double> help() {
    return help;
  }

  /** Returns the times of builds that had nothing to do, each taken beside one of {@link #help}. */
  List<Double> nothing() {
    return nothing;
  }

  Map<Row, Heap> heaps() {
    return heaps;
  }

  Map<Row, Counts> api() {
    return api;
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    help.forEach(json.putArray("helpSeconds")::add);
    nothing.forEach(json.putArray("nothingSeconds")::add);
    ObjectNode heap = json.putObject("heapOf64");
    heaps.forEach(
        (row, it) ->
            heap.putObject(row.name())
                .put("mostMegabytes", it.most())
                .put("liveMegabytes", it.live())
                .put("wrong", it.wrong().orElse("")));
    ObjectNode counts = json.putObject("api");
    api.forEach((row, it) -> counts.set(row.name(), it.json()));
    return json;
  }
}
