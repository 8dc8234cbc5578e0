package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds that are stopped, and builds beside each other. */
@Timeout(300)
class GoChildrenTest {
  private static final String SLOW = "compiling for 600 seconds more";

  private final EmbeddedOss oss = EmbeddedOss.start();
  private final GoImages images = new GoImages();
  @TempDir Path directory;

  @AfterEach
  void stop() {
    images.close();
    oss.close();
  }

  /** Returns the stand-ins that run now, those too whose parent is gone. */
  private List<ProcessHandle> tools() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(
              process -> process.info().command().orElse("").startsWith(directory.toString()))
          .toList();
    }
  }

  private static void assertGone(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void anInterruptedBuildLeavesNoChildAndNoFolder() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (GoBench bench = new GoBench(directory, oss).standIn("slow", "600")) {
      bench.hearing(heard::add);
      CompletableFuture<Throwable> outcome = new CompletableFuture<>();
      Thread build =
          new Thread(
              () -> {
                try {
                  images.daemon(bench, new Workshop(directory));
                  outcome.complete(new AssertionError("it ended by itself"));
                } catch (RuntimeException e) {
                  outcome.complete(e);
                }
              });
      build.start();
      while (!heard.take().contains(SLOW)) {
        // Not there yet.
      }
      List<ProcessHandle> tools = tools();
      assertThat(tools).isNotEmpty();

      build.interrupt();

      assertThat(outcome.get(60, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
      assertThat(tools).noneMatch(ProcessHandle::isAlive);
      assertThat(tools()).isEmpty();
      assertThat(bench.scratch()).isEmptyDirectory();
      assertThat(images.pushes()).isZero();
    }
  }

  @Test
  void theEndOfTheJvmEndsTheCompile() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                SlowBuild.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder said = new StringBuilder();
      for (String line = out.readLine(); ; line = out.readLine()) {
        assertThat(line).as(said.toString()).isNotNull();
        if (line.contains(SLOW)) {
          break;
        }
        said.append(line).append('\n');
      }
      List<ProcessHandle> tools = tools();
      assertThat(tools).isNotEmpty();

      jvm.destroy(); // SIGTERM

      assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertGone(tools);
      assertThat(tools()).isEmpty();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** A build that never ends. */
  static final class SlowBuild {
    private SlowBuild() {}

    public static void main(String[] arguments) {
      Path directory = Path.of(arguments[0]);
      try (GoImages images = new GoImages();
          GoBench bench = new GoBench(directory).standIn("slow", "600")) {
        bench.hearing(System.out::println);
        images.daemon(bench, new Workshop(directory));
      }
    }
  }

  @Test
  void aFolderThatAKilledBuildLeftGoesWithTheNextOne() throws Exception {
    try (GoBench bench = new GoBench(directory, oss).standIn("failBuild", "1")) {
      Path left = Files.createDirectories(bench.scratch().resolve("compile1/source"));
      Path busy = Files.createDirectories(bench.scratch().resolve("compile2/source"));
      Files.setLastModifiedTime(
          left.getParent(),
          java.nio.file.attribute.FileTime.from(
              java.time.Instant.now().minus(java.time.Duration.ofDays(2))));

      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> images.daemon(bench, new Workshop(directory)))
          .hasMessageContaining("DA-631");

      assertThat(left.getParent()).doesNotExist();
      assertThat(busy).exists();
    }
  }

  @Test
  void twoBuildsInOneCacheMakeTheSame() throws Exception {
    try (GoBench one = new GoBench(directory, oss);
        GoBench other = new GoBench(directory, oss)) {
      CountDownLatch both = new CountDownLatch(2);
      CompletableFuture<BuildResult> first = building(one, "one", both);
      CompletableFuture<BuildResult> second = building(other, "other", both);

      ComponentResult left = first.get(200, TimeUnit.SECONDS).components().get(0);
      ComponentResult right = second.get(200, TimeUnit.SECONDS).components().get(0);

      assertThat(right.digest()).isEqualTo(left.digest());
      try (Stream<Path> entries = Files.list(one.programs())) {
        assertThat(entries).hasSize(1);
      }
    }
  }

  /** Each compiles when both are about to: neither finds what the other has made. */
  private CompletableFuture<BuildResult> building(GoBench bench, String name, CountDownLatch both) {
    bench
        .output(name)
        .hearing(
            step -> {
              if (step.equals("preparing")) {
                both.countDown();
                await(both);
              }
            });
    return CompletableFuture.supplyAsync(
        () -> images.daemon(bench, new Workshop(directory).output(name)),
        task -> new Thread(task).start());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
