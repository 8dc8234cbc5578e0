package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two builds to one tag, begun in the same moment. */
@Timeout(120)
class BuildsAtOnceTest {
  private static final int ROUNDS = 6;
  private static final AtomicInteger WELL = new AtomicInteger();
  private static final AtomicInteger CLEARLY = new AtomicInteger();

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();
  private final ExecutorService builds = Executors.newFixedThreadPool(2);

  @BeforeEach
  void base() {
    MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  @AfterEach
  void stop() {
    builds.shutdownNow();
    registry.close();
  }

  @AfterAll
  static void count() {
    System.out.printf(
        "builds at once: %d pairs, %d of the builds ended well, %d with a code%n",
        (WELL.get() + CLEARLY.get()) / 2, WELL.get(), CLEARLY.get());
  }

  private Order order(Order.Kind kind, String cache, String output, String version) {
    return new Order(
        kind,
        directory.resolve(cache),
        directory.resolve(output),
        registry.address() + "/langgenius/dify-api:1.16.1",
        kind == Order.Kind.API
            ? registry.address() + "/acme/dify-api"
            : directory.resolve("layout").toString(),
        version,
        "",
        "");
  }

  private Optional<String> tagged(Order.Kind kind) {
    ImageWitness witness =
        kind == Order.Kind.API
            ? ImageWitness.of(registry, "acme/dify-api")
            : ImageWitness.of(directory.resolve("layout"));
    return witness.complete(Order.TAG);
  }

  /** Builds both at once; returns the digests of those that ended well. */
  private List<String> both(Order one, Order other) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    List<Callable<Optional<String>>> tasks = new ArrayList<>();
    for (Order order : List.of(one, other)) {
      tasks.add(
          () -> {
            start.await();
            try {
              return Optional.of(order.run().digest().toString());
            } catch (DifyArmsException e) {
              assertThat(e.code()).as(e.getMessage()).isNotEqualTo(ErrorCode.DEFECT);
              return Optional.empty();
            }
          });
    }
    List<String> digests = new ArrayList<>();
    for (Future<Optional<String>> result : builds.invokeAll(tasks)) {
      result.get().ifPresent(digests::add);
    }
    WELL.addAndGet(digests.size());
    CLEARLY.addAndGet(2 - digests.size());
    return digests;
  }

  @ParameterizedTest
  @CsvSource({
    "API, separate caches, one, two",
    "API, one cache, one, one",
    "API_LAYOUT, separate caches, one, two",
    "API_LAYOUT, one cache, one, one"
  })
  void bothEndWellAndTheTagNamesOneOfThem(Order.Kind kind, String how, String a, String b)
      throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Order one = order(kind, a + "/cache", "out-1", "1.0." + i);
      Order other = order(kind, b + "/cache", "out-2", i % 2 == 0 ? "1.0." + i : "2.0." + i);

      List<String> digests = both(one, other);

      assertThat(digests).as(how).hasSize(2);
      assertThat(digests.get(0).equals(digests.get(1))).isEqualTo(i % 2 == 0);
      assertThat(tagged(kind).orElseThrow()).isIn(digests);
      intact(one, other);
    }
  }

  /** As two calls of Maven in one project are. */
  @ParameterizedTest
  @ValueSource(strings = {"1.0.", "2.0."})
  void withOneOutputDirectoryOneWaitsForTheOtherAndBothEndWell(String second) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Order one = order(Order.Kind.API, "cache", "out", "1.0." + i);
      Order other = order(Order.Kind.API, "cache", "out", second + i);
      List<String> right = List.of(alone(one), alone(other));

      List<String> digests = both(one, other);

      assertThat(digests).hasSize(2).isEqualTo(right);
      assertThat(tagged(Order.Kind.API).orElseThrow()).isIn(right);
      intact(one, other);
    }
  }

  private String alone(Order order) {
    return order.at(directory.resolve("alone")).to(order.target() + "-alone").run().digest() + "";
  }

  @ParameterizedTest
  @ValueSource(strings = {"API", "API_LAYOUT"})
  void twoJvmsShareACache(Order.Kind kind) throws Exception {
    try (BuildProcess first = BuildProcess.start(directory, List.of());
        BuildProcess second = BuildProcess.start(directory, List.of())) {
      first.awaitReady();
      second.awaitReady();
      for (int i = 0; i < ROUNDS; i++) {
        Order one = order(kind, "cache", "out-1", "1.0." + i);
        Order other = order(kind, "cache", "out-2", "2.0." + i);

        CompletableFuture<Optional<String>> here = first.begin(one);
        CompletableFuture<Optional<String>> there = second.begin(other);

        List<String> digests =
            List.of(BuildProcess.digest(here.join()), BuildProcess.digest(there.join()));
        assertThat(tagged(kind).orElseThrow()).isIn(digests);
        intact(one, other);
        WELL.addAndGet(2);
      }
    }
  }

  private static void intact(Order... orders) {
    for (Order order : orders) {
      CacheWitness cache = new CacheWitness(order.cache());
      cache.entriesAreWhole();
      assertThat(cache.leftovers()).isEmpty();
      if (order.kind() == Order.Kind.API_LAYOUT) {
        assertThat(new CacheWitness(Path.of(order.target())).leftovers()).isEmpty();
        assertThat(Files.exists(Path.of(order.target()).resolve("oci-layout"))).isTrue();
      }
    }
  }
}
