package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.testing.CommandLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds in a JVM whose clock is wrong, while files and everybody else have the right time. */
@Timeout(120)
class WrongClockTest {
  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @BeforeEach
  void base() {
    MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Order order(Order.Kind kind, String target, String version) {
    return new Order(
        kind,
        directory.resolve("cache"),
        directory.resolve("out"),
        registry.address() + "/langgenius/dify-api:1.16.1",
        kind == Order.Kind.API
            ? registry.address() + "/acme/" + target
            : directory.resolve(target).toString(),
        version,
        "",
        "");
  }

  @ParameterizedTest
  @CsvSource({"1970-01-02 03:04:05", "2040-02-03 04:05:06"})
  void itChangesNoDigestAndSpoilsNoCache(String time) {
    Optional<String> faketime = CommandLine.find("faketime", "no build had a wrong clock");
    assumeTrue(faketime.isPresent());
    List<String> wrong =
        List.of(
            "env",
            "DONT_FAKE_MONOTONIC=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "NO_FAKE_STAT=1",
            faketime.orElseThrow(),
            "-f",
            "@" + time);
    Order before = order(Order.Kind.API, "image", "1.0.0");
    Order.Done right = before.run();
    String next =
        before
            .version("1.0.1")
            .at(directory.resolve("right"))
            .to(before.target() + "-right")
            .run()
            .digest()
            .toString();

    try (BuildProcess process = BuildProcess.start(directory, wrong)) {
      process.awaitReady();
      assertThat(process.begin(before).join().orElseThrow())
          .isEqualTo("done " + right.digest() + " true");
      for (Order.Kind kind : List.of(Order.Kind.API, Order.Kind.API_LAYOUT)) {
        Order changed = order(kind, "image", "1.0.1");
        String digest = BuildProcess.digest(process.begin(changed).join());
        if (kind == Order.Kind.API) {
          assertThat(digest).isEqualTo(next);
        }
        new CacheWitness(changed.cache()).entriesAreWhole();
        assertThat(changed.run().digest()).hasToString(digest);
      }
    }
  }
}
