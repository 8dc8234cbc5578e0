package io.github.difyarms.entrypoint;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.DifyArmsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs over a folder of upstream's real start scripts, which are not part of this repository:
 * {@code mvn test -Dtest=RealScriptsTest -Ddify-arms.realScripts=DIR}.
 */
@EnabledIfSystemProperty(named = "dify-arms.realScripts", matches = ".+")
class RealScriptsTest {
  private static final List<String> MODES =
      List.of("", "api", "worker", "priority_worker", "beat", "job", "migration");

  @TempDir Path directory;

  @Test
  void everyRealScriptIsRewrittenAndLaunchesTheSameCommands() throws IOException {
    Bash bash = new Bash(directory);
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of(System.getProperty("dify-arms.realScripts")))) {
      files = listed.filter(file -> file.toString().endsWith(".sh")).sorted().toList();
    }
    Map<String, String> failures = new TreeMap<>();
    Map<String, String> families = new TreeMap<>();
    int known = 0;
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      try {
        Rewrite rewrite = check(bash, Files.readAllBytes(file));
        known += rewrite.known().isPresent() ? 1 : 0;
        families.put(name, family(rewrite.launches().get(0)));
      } catch (AssertionError | DifyArmsException e) {
        failures.put(name, String.valueOf(e.getMessage()));
      }
    }
    System.out.printf("%d of %d pass, %d known by hash%n", families.size(), files.size(), known);
    families.values().stream()
        .collect(groupingBy(family -> family, TreeMap::new, counting()))
        .forEach((family, count) -> System.out.printf("%4d  %s%n", count, family));
    failures.forEach((name, why) -> System.out.printf("FAIL %s: %s%n", name, why));
    assertThat(failures).isEmpty();
    assertThat(files).isNotEmpty();
  }

  private static Rewrite check(Bash bash, byte[] bytes) {
    String script = EntrypointRewriter.decode(bytes, "real");
    Map<Process, Instrumentation> wanted = new EnumMap<>(Stubs.ALL);
    if (!script.contains("\"beat\"")) {
      wanted.remove(Process.BEAT);
    }
    Rewrite rewrite = Stubs.REWRITER.rewrite(script, "real", wanted);
    assertThat(Stubs.REWRITER.restore(rewrite.text(), "real")).isEqualTo(script);
    assertThat(Stubs.REWRITER.rewrite(rewrite.text(), "real", wanted).changed()).isFalse();
    assertThat(bash.syntaxErrors(rewrite.text())).isEmpty();
    for (String mode : MODES) {
      Map<String, String> environment =
          Map.of("MODE", mode, "MIGRATION_ENABLED", "true", "DIFY_BIND_ADDRESS", "a b$c");
      Bash.Run before = bash.run(script, environment, "one two", "$three");
      Bash.Run after = bash.run(rewrite.text(), environment, "one two", "$three");
      boolean instrumented =
          !rewrite.modes().contains(mode) || List.of("worker", "beat").contains(mode);
      assertThat(withoutLauncher(after)).isEqualTo(before);
      assertThat(after.commands().contains("<launcher>")).as(mode).isEqualTo(instrumented);
    }
    return rewrite;
  }

  private static Bash.Run withoutLauncher(Bash.Run run) {
    String commands = run.commands().replaceAll("(?m)^<launcher>.*\n", "");
    return new Bash.Run(commands, run.output(), run.status());
  }

  private static String family(Launch launch) {
    return (launch.exec() ? "exec " : "")
        + "gunicorn "
        + String.join(" ", launch.options())
        + " "
        + launch.target().orElse("?")
        + " | "
        + launch.workerClass().orElse("?");
  }
}
