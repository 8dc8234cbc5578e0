package io.github.difyarms.fuzzing;

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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
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
    int seconds = Integer.getInteger("dify-arms.fuzz.seconds", 6);
    String wanted = System.getProperty("dify-arms.fuzz.targets", "");
    ExecutorService processors =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    Map<String, Future<String>> runs = new TreeMap<>();
    if (JazzerRun.possible()) {
      for (String name : wanted.isEmpty() ? TARGETS.keySet() : Set.of(wanted.split(","))) {
        JazzerRun run = new JazzerRun(name, TARGETS.get(name), seconds);
        runs.put(name, processors.submit(() -> run.run(inputs(name))));
      }
    }
    processors.shutdown(); // when all have run
    return runs.entrySet().stream()
        .map(run -> DynamicTest.dynamicTest(run.getKey(), () -> tell(run.getValue())));
  }

  private static void tell(Future<String> run) throws Throwable {
    try {
      System.out.println(run.get());
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
