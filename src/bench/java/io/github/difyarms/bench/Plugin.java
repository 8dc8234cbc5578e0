package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.Product;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * This plugin, with the JVM options of {@code examples/wrapper} or with none. Its cache has the
 * compiled programs, which are the plain files of the others, the tools to compile them, and what
 * it read of the base to compile them; nothing of a target and no layer.
 *
 * @param jvm options of the JVM; none when empty
 * @param maven the command {@code mvn}
 * @param cache what its cache has before the clock starts
 * @param unread the same without what it read of the base
 * @param source the repository that the programs were compiled from
 * @param instgo where the stand-in for instgo is handed out
 */
record Plugin(String jvm, String maven, Path cache, Path unread, Path source, String instgo)
    implements Competitor {
  /** What a copy of the example gives the JVM. */
  private static final Path OPTIONS = Path.of("examples/wrapper/.mvn/jvm.config");

  private static final String GOAL =
      "io.github.difyarms:" + Product.NAME + ":" + Product.version() + ":";

  /** Returns the options of {@code examples/wrapper}. */
  static String options() throws IOException {
    return Files.readString(OPTIONS).strip();
  }

  /** Returns the same without options of the JVM. */
  Plugin withoutOptions() {
    return new Plugin("", maven, cache, unread, source, instgo);
  }

  @Override
  public String id() {
    return jvm.isEmpty() ? "plugin-defaults" : "plugin";
  }

  @Override
  public String title() {
    return jvm.isEmpty() ? "this plugin, the JVM's defaults" : "this plugin";
  }

  @Override
  public Optional<String> version() {
    return Competitor.ask(Shell.quote(maven) + " -v | sed -n 1p | sed 's/\\x1b[^m]*m//g'")
        .map(it -> Product.version() + " in " + it.replaceFirst(" \\(.*", ""));
  }

  @Override
  public String how() {
    String goal = "`mvn -B -o -q …:build`, ";
    return jvm.isEmpty()
        ? goal + "without the options of `.mvn/jvm.config`"
        : goal
            + "with the options of `examples/wrapper/.mvn/jvm.config`; its cache has the compiled"
            + " programs and what was read of the base to compile them, nothing of a target and no"
            + " layer";
  }

  @Override
  public void prepare(Task task) {
    if (!Files.isDirectory(task.state().resolve("cache"))) {
      Path from = task.row() == Row.UNREAD ? unread : cache;
      Shell.run(task.state(), "cp -al " + Shell.quote(from) + " cache").orFail("its cache");
    }
  }

  @Override
  public String script(Task task) {
    return goal("build")
        + " -Ddify-arms.components=plugin-daemon -Ddify-arms.pluginDaemon.from.image="
        + task.base()
        + " -Ddify-arms.pluginDaemon.to.image="
        + task.target()
        + " -Ddify-arms.pluginDaemon.source="
        + Shell.quote(source)
        + " -Ddify-arms.pluginDaemon.revision="
        + task.row().version()
        + " -Ddify-arms.instgo.url="
        + instgo
        + " -Ddify-arms.go.version=local"
        + common(task);
  }

  /** Returns the lines that build a dify-api, whose start script gets another text with the row. */
  String api(Task task) {
    return goal("build")
        + " -Ddify-arms.components=api -Ddify-arms.api.from.image="
        + task.base()
        + " -Ddify-arms.api.to.image="
        + task.target()
        + " -Ddify-arms.api.agentVersion="
        + task.row().version().replace("v", "1.")
        + common(task);
  }

  /** Returns the lines that read a base and write nothing. */
  String plan(Task task) {
    return script(task).replaceFirst(":build ", ":plan ");
  }

  /** Returns the line that does next to nothing: what Maven takes without us. */
  String help() {
    return goal("help") + "\n";
  }

  /**
   * Returns the line that lets Maven fetch what the plugin needs when it runs: races are offline.
   */
  String fetch() {
    return help().replaceFirst(" -o ", " ");
  }

  private String goal(String name) {
    return "MAVEN_OPTS="
        + Shell.quote(jvm)
        + "\" ${MAVEN_OPTS:-}\" exec "
        + Shell.quote(maven)
        + " -B -o -q "
        + GOAL
        + name;
  }

  private static String common(Task task) {
    return " -Ddify-arms.to.tags="
        + Task.TAG
        + " -Ddify-arms.offline=false -Ddify-arms.cacheDirectory="
        + Shell.quote(task.state().resolve("cache"))
        + " -Ddify-arms.outputDirectory="
        + Shell.quote(task.work().resolve("out"))
        + "\n";
  }

  @Override
  public Optional<Double> insideSeconds(Task task) {
    Path out = task.work().resolve("out");
    try {
      JsonNode json =
          Json.readObject(Files.readAllBytes(out.resolve("images.json")), "images.json");
      List<String> trace = Files.readAllLines(out.resolve("trace.log"));
      String published =
          trace.stream()
              .filter(it -> it.matches("[^ ]+ plugin-daemon: (published|unchanged) .*"))
              .findFirst()
              .orElseThrow();
      // Then come the files of the build, which are part of the goal as well.
      Duration files = Duration.between(time(published), time(trace.get(trace.size() - 1)));
      return Optional.of((json.path("durationMillis").asLong() + files.toMillis()) / 1e3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when a line of {@code trace.log} was written. */
  private static Instant time(String line) {
    return Instant.parse(line.substring(0, line.indexOf(' ')));
  }
}
