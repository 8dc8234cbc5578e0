package io.github.difyarms.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.binary.ElfFuzz;
import io.github.difyarms.entrypoint.ScriptFuzz;
import io.github.difyarms.image.LayerFuzz;
import io.github.difyarms.image.LayerOrderFuzz;
import io.github.difyarms.image.ReferenceFuzz;
import io.github.difyarms.lock.LockFuzz;
import io.github.difyarms.model.PartialResultFuzz;
import io.github.difyarms.net.LocationFuzz;
import io.github.difyarms.python.AgentArchiveFuzz;
import io.github.difyarms.python.WheelFuzz;
import io.github.difyarms.registry.ChallengeFuzz;
import io.github.difyarms.registry.ManifestFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Feeds every reader of foreign bytes with what a fuzzer makes up, for some seconds, and with every
 * input that once showed a defect.
 *
 * <p>{@code -Ddify-arms.fuzz.seconds=600} fuzzes longer, {@code -Ddify-arms.fuzz.targets=Elf,Layer}
 * only some; what was learnt is kept in {@code target/fuzz} until {@code clean}.
 */
class FuzzingTest {
  static final String REGRESSIONS = "src/test/resources/io/github/difyarms/fuzzing";

  private static final Map<String, FuzzTarget> TARGETS = new TreeMap<>();

  static {
    try {
      for (FuzzTarget target :
          List.of(
              new AgentArchiveFuzz(),
              new ChallengeFuzz(),
              new ElfFuzz(),
              new LayerFuzz(),
              new LayerOrderFuzz(),
              new LocationFuzz(),
              new LockFuzz(),
              new ManifestFuzz(),
              new PartialResultFuzz(),
              new ReferenceFuzz(),
              new ScriptFuzz(),
              new WheelFuzz())) {
        TARGETS.put(target.getClass().getSimpleName().replace("Fuzz", ""), target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> regressions(String target) throws IOException {
    Path folder = Path.of(REGRESSIONS, target);
    List<byte[]> inputs = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          inputs.add(Files.readAllBytes(file));
        }
      }
    }
    return inputs;
  }

  private static List<byte[]> inputs(String target) throws Exception {
    List<byte[]> inputs = new ArrayList<>(TARGETS.get(target).seeds());
    inputs.addAll(regressions(target));
    return inputs;
  }

  @TestFactory
  Stream<DynamicTest> whatOnceShowedADefectDoesNotAnyMore() {
    return TARGETS.keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      FuzzedTarget target = new FuzzedTarget(TARGETS.get(name));
                      for (byte[] input : inputs(name)) {
                        target.check(input);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> nothingMadeUpHarms() {
    Set<String> wanted = wanted(System.getProperty("dify-arms.fuzz.targets", ""));
    int seconds = seconds(System.getProperty("dify-arms.fuzz.seconds", "6"));
    assumeTrue(JazzerRun.possible());
    ExecutorService processors =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    Map<String, Future<String>> runs = new TreeMap<>();
    for (String name : wanted) {
      JazzerRun run = new JazzerRun(name, TARGETS.get(name), seconds);
      runs.put(name, processors.submit(() -> run.run(inputs(name))));
    }
    processors.shutdown(); // when all have run
    return runs.entrySet().stream()
        .map(run -> DynamicTest.dynamicTest(run.getKey(), () -> tell(run.getValue())));
  }

  /** Returns the targets that are named, or all of them. */
  private static Set<String> wanted(String names) {
    Set<String> wanted = new TreeSet<>();
    for (String name : names.split(",", -1)) {
      if (!name.isBlank()) {
        wanted.add(name.strip());
      }
    }
    if (!TARGETS.keySet().containsAll(wanted)) {
      wanted.removeAll(TARGETS.keySet());
      throw new IllegalArgumentException(
          "dify-arms.fuzz.targets: there is no " + wanted + " among " + TARGETS.keySet());
    }
    return wanted.isEmpty() ? TARGETS.keySet() : wanted;
  }

  /** No time means without an end to the fuzzer. */
  private static int seconds(String text) {
    if (!text.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException(
          "dify-arms.fuzz.seconds: " + text + " is no number of seconds");
    }
    return Integer.parseInt(text);
  }

  @Test
  void aTargetThatThereIsNotIsNotPassedOver() {
    assertThatThrownBy(() -> wanted("Layer,Lair")).hasMessageContaining("no [Lair] among [Agent");
    assertThat(wanted("Layer, Script,")).containsExactly("Layer", "Script");
    assertThat(wanted("")).isEqualTo(TARGETS.keySet());
    assertThatThrownBy(() -> seconds("0")).hasMessageContaining("0 is no number of seconds");
  }

  @Test
  void aRunThatFeedsNothingMadeUpFails() throws IOException {
    JazzerRun run = new JazzerRun("Nothing", TARGETS.get("Reference"), 1);

    assertThat(run.figures("stat::number_of_executed_units: 4\n", 3)).contains("4 executions");
    assertThatThrownBy(() -> run.figures("stat::number_of_executed_units: 3\n", 3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Nothing was fed nothing but its 3 seeds");
    assertThatThrownBy(() -> run.figures("no statistics", 0)).isInstanceOf(AssertionError.class);
  }

  private static void tell(Future<String> run) throws Throwable {
    try {
      System.out.println(run.get());
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
