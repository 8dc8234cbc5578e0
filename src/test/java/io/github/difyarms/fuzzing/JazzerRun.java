package io.github.difyarms.fuzzing;

import io.github.difyarms.testing.CommandLine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fuzzes one target with Jazzer in a JVM of its own: its agent, its native library and what it does
 * to class files stay away from the tests.
 */
final class JazzerRun {
  /** From here on it is worth it to compile well. */
  private static final int LONG = 60;

  private static final String MAIN = "com.code_intelligence.jazzer.Jazzer";
  private static final Path FOLDER = Path.of("target/fuzz");
  private static final Pattern PROGRESS = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");

  private static final String OWN = "io.github.difyarms.**";

  /** Libraries whose branches count too: they read what we hand them. */
  private static final String INSTRUMENTED =
      String.join(
          File.pathSeparator,
          OWN,
          "org.apache.commons.compress.archivers.**",
          "io.airlift.compress.**");

  /** They match again whatever is matched, with more memory than the reader itself. */
  private static final String NOT_HOOKED =
      "com.code_intelligence.jazzer.sanitizers.RegexRoadblocks"
          + File.pathSeparator
          + "com.code_intelligence.jazzer.sanitizers.RegexInjection";

  private final String name;
  private final FuzzTarget target;
  private final int seconds;
  private final Path folder;

  JazzerRun(String name, FuzzTarget target, int seconds) {
    this.name = name;
    this.target = target;
    this.seconds = seconds;
    this.folder = FOLDER.resolve(name).toAbsolutePath();
  }

  /** Returns whether Jazzer is there and has a native library for this machine; says what not. */
  static boolean possible() {
    ClassLoader loader = JazzerRun.class.getClassLoader();
    boolean there = loader.getResource(MAIN.replace('.', '/') + ".class") != null;
    boolean system = System.getProperty("os.name").matches("Linux|Mac.*");
    boolean machine = System.getProperty("os.arch").matches("amd64|x86_64|aarch64");
    boolean musl = Files.exists(Path.of("/etc/alpine-release"));
    if (there && system && machine && !musl) {
      return true;
    }
    System.out.println("SKIPPED: no Jazzer for this machine: nothing was fuzzed");
    return false;
  }

  /** Runs it and returns its figures in one line; a finding fails the test. */
  String run(List<byte[]> seeds) throws IOException {
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path found = Files.createDirectories(folder.resolve("found"));
    writeSeeds(seeds);
    Files.write(folder.resolve("words.txt"), dictionary(), StandardCharsets.US_ASCII);
    Files.write(folder.resolve("hosts"), List.of("127.0.0.1 localhost"));
    CommandLine.Outcome outcome =
        CommandLine.of(command(corpus, found))
            .with("LC_ALL", "C") // as in a container that says nothing
            .in(folder)
            .within(Duration.ofSeconds(seconds + 120L))
            .run();
    Files.writeString(folder.resolve("log.txt"), outcome.output());
    if (outcome.exitCode() != 0) {
      throw new AssertionError(failure(outcome, found));
    }
    return figures(outcome.output(), seeds.size());
  }

  private List<String> command(Path corpus, Path found) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            seconds < LONG ? "-XX:TieredStopAtLevel=1" : "-XX:TieredStopAtLevel=4",
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
            "-Djdk.net.hosts.file=hosts", // no name is looked up anywhere else
            "-D" + FuzzedTarget.PROPERTY + "=" + target.getClass().getName()));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-cp",
            classPath(),
            MAIN,
            "--target_class=" + FuzzedTarget.class.getName(),
            "--instrumentation_includes=" + INSTRUMENTED,
            "--custom_hook_includes=" + OWN, // values compared there guide it
            "--disabled_hooks=" + NOT_HOOKED,
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + found + "/",
            "-max_total_time=" + seconds,
            "-max_len=" + target.longest(),
            "-timeout=10",
            "-rss_limit_mb=4096", // the peak of the JVM that starts it counts as its own
            "-print_final_stats=1"));
    if (!target.words().isEmpty()) {
      command.add("-dict=words.txt");
    }
    command.addAll(List.of(corpus.toString(), "seeds"));
    return command;
  }

  /** As {@code surefire} had it, made absolute: the other JVM has a directory of its own. */
  private static String classPath() {
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(own.split(File.pathSeparator))
        .map(part -> Path.of(part).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void writeSeeds(List<byte[]> seeds) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("seeds"));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(directory.resolve("seed-" + i), seeds.get(i));
    }
  }

  private List<String> dictionary() {
    return target.words().stream().map(JazzerRun::quoted).toList();
  }

  private static String quoted(String word) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      quoted.append(String.format("\\x%02x", b));
    }
    return quoted.append('"').toString();
  }

  private String failure(CommandLine.Outcome outcome, Path found) throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(found)) {
      inputs = files.sorted().toList();
    }
    String log = outcome.output();
    int story = Math.max(log.indexOf("== Java Exception"), log.indexOf("==ERROR"));
    return name
        + " has a finding, exit code "
        + outcome.exitCode()
        + "\n"
        + log.substring(story < 0 ? Math.max(0, log.length() - 4000) : story)
        + "\ninputs: "
        + inputs
        + "\nwhole story: "
        + folder.resolve("log.txt")
        + "\nmend the defect and keep the input as "
        + FuzzingTest.REGRESSIONS
        + "/"
        + name
        + "/WHAT-IT-SHOWS";
  }

  /** Returns what a run came to; one that tried no more than the seeds has shown nothing. */
  String figures(String log, int seeds) {
    String executions = statistic(log, "number_of_executed_units");
    if (executions.equals("?") || Long.parseLong(executions) <= seeds) {
      throw new AssertionError(
          name
              + " was fed nothing but its "
              + seeds
              + " seeds; whole story: "
              + folder.resolve("log.txt"));
    }
    Optional<MatchResult> last = PROGRESS.matcher(log).results().reduce((first, next) -> next);
    return "fuzz: "
        + name
        + ": "
        + executions
        + " executions, "
        + statistic(log, "average_exec_per_sec")
        + "/s, "
        + last.map(r -> r.group(1) + " branches, " + r.group(2) + " features, " + r.group(3))
            .orElse("no")
        + " inputs kept, "
        + statistic(log, "peak_rss_mb")
        + " MB at most";
  }

  private static String statistic(String log, String what) {
    Matcher matcher = Pattern.compile("stat::" + what + ":\\s*(\\d+)").matcher(log);
    return matcher.find() ? matcher.group(1) : "?";
  }
}
