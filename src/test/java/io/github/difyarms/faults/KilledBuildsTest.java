package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.RegistryFront;
import io.github.difyarms.testing.RequestKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds in another JVM that {@code kill -9} ends at some moment, each followed by one that has to
 * end well. {@code -Ddify-arms.kills=N} kills more of them, {@code -Ddify-arms.killSeed=S} chooses
 * the same moments again, as far as the machine lets it.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KilledBuildsTest {
  private static final int KILLS = Integer.getInteger("dify-arms.kills", 50);
  private static final long SEED = Long.getLong("dify-arms.killSeed", new Random().nextLong());
  private static final int AHEAD = 2;
  private static final List<Scene> WITHOUT_GO =
      List.of(Scene.MOUNTING, Scene.STREAMING, Scene.GROWING, Scene.LAYOUT);

  @TempDir Path directory;
  private final Random random = new Random(SEED);
  private final SandboxStage stage = new SandboxStage();
  private final EmbeddedRegistry here = stage.registry();
  private final EmbeddedRegistry elsewhere = EmbeddedRegistry.start();
  private final RegistryFront front = RegistryFront.before(here);
  private final EmbeddedRegistry warm = EmbeddedRegistry.start();
  private final List<BuildProcess> waiting = new ArrayList<>();

  /** What is built, and where to. */
  private enum Scene {
    MOUNTING,
    STREAMING,
    GROWING,
    LAYOUT,
    COMPILING
  }

  /** What is built, and whether with a cache that nothing is in. */
  private record Case(Scene scene, boolean fresh) {}

  /** What an undisturbed build takes. */
  private record Undisturbed(long nanos, int requests, String digest) {}

  @AfterEach
  void stop() {
    waiting.forEach(BuildProcess::close);
    front.close();
    stage.close();
    elsewhere.close();
    warm.close();
  }

  @Test
  void afterAKilledBuildTheTagIsWholeAndTheNextBuildEndsWell() throws Exception {
    List<Scene> scenes = prepare();
    Map<Case, Undisturbed> usual = new HashMap<>();
    for (Scene scene : scenes) {
      undisturbed(scene, usual);
    }
    int[] counts = new int[5];
    for (int i = 0; i < KILLS; i++) {
      // A compile takes seconds: one kill in eight.
      Scene scene =
          scenes.contains(Scene.COMPILING) && i % 8 == 3
              ? Scene.COMPILING
              : WITHOUT_GO.get(random.nextInt(WITHOUT_GO.size()));
      Case one = new Case(scene, random.nextInt(3) == 0);
      kill(i, one, usual.get(one), counts);
    }
    System.out.printf(
        "kills: %d of builds in another JVM (%d inside a layer that was sent while it was compressed;"
            + " %d had ended before, %d left the tag unset, %d the old image, %d the new one); seed"
            + " %d%n",
        KILLS, counts[4], counts[3], counts[0], counts[1], counts[2], SEED);
  }

  private List<Scene> prepare() throws IOException, GitAPIException {
    MiniatureImages.builder().build().pushTo(here, "langgenius/dify-api", "1.16.1");
    MiniatureImages.builder().build().pushTo(warm, "langgenius/dify-api", "1.16.1");
    if (!stage.prepare(directory)) {
      System.out.println("SKIPPED: no Go: no build was killed while it compiled");
      return WITHOUT_GO;
    }
    return List.of(Scene.values());
  }

  private Order order(Scene scene, Path cache, Path output, String name, String version) {
    String api = here.address() + "/langgenius/dify-api:1.16.1";
    return switch (scene) {
      case MOUNTING ->
          new Order(
              Order.Kind.API,
              cache,
              output,
              api,
              here.address() + "/acme/" + name,
              version,
              "",
              "");
      case STREAMING ->
          new Order(
              Order.Kind.API,
              cache,
              output,
              api,
              elsewhere.address() + "/acme/" + name,
              version,
              "",
              "");
      case GROWING ->
          new Order(
              Order.Kind.API_GROWING,
              cache,
              output,
              front.address() + "/langgenius/dify-api:1.16.1",
              front.address() + "/acme/" + name,
              version,
              "",
              "");
      case LAYOUT ->
          new Order(
              Order.Kind.API_LAYOUT,
              cache,
              output,
              api,
              directory.resolve("layouts").resolve(name).toString(),
              version,
              "",
              "");
      case COMPILING -> stage.order(cache, output, name, version);
    };
  }

  private ImageWitness witness(Scene scene, String name) {
    return switch (scene) {
      case MOUNTING, GROWING, COMPILING -> ImageWitness.of(here, "acme/" + name);
      case STREAMING -> ImageWitness.of(elsewhere, "acme/" + name);
      case LAYOUT -> ImageWitness.of(directory.resolve("layouts").resolve(name));
    };
  }

  /** Builds without and with a cache, in a JVM like those that will be killed. */
  private void undisturbed(Scene scene, Map<Case, Undisturbed> usual) {
    Path folder = directory.resolve("undisturbed-" + scene);
    String name = "undisturbed-" + scene.name().toLowerCase(Locale.ROOT);
    Order order = order(scene, folder.resolve("cache"), folder.resolve("out"), name, "1.0.0");
    if (scene == Scene.COMPILING) {
      Order.Done unused = order.at(directory.resolve("before")).run(); // fills Go's own cache
    }
    for (boolean fresh : List.of(true, false)) {
      try (BuildProcess process = next()) {
        forgetRequests();
        long start = System.nanoTime();
        Order asked = fresh ? order : order.version("1.0.1");
        assertThat(process.begin(asked).join()).matches(BuildProcess::well);
        long nanos = System.nanoTime() - start;
        String digest = witness(scene, name).complete(Order.TAG).orElseThrow();
        usual.put(new Case(scene, fresh), new Undisturbed(nanos, requests(), digest));
      }
    }
  }

  private BuildProcess next() {
    while (waiting.size() <= AHEAD) {
      Path folder = directory.resolve("warm-" + random.nextLong(Long.MAX_VALUE));
      Order first =
          new Order(
              Order.Kind.API,
              folder.resolve("cache"),
              folder.resolve("out"),
              warm.address() + "/langgenius/dify-api:1.16.1",
              warm.address() + "/acme/" + folder.getFileName(),
              "1.0.0",
              "",
              "");
      waiting.add(BuildProcess.start(directory, List.of(), first));
    }
    return waiting.remove(0).awaitReady();
  }

  private void forgetRequests() {
    front.reset();
    here.reset();
    elsewhere.reset();
  }

  private int requests() {
    return here.recorded().size() + elsewhere.recorded().size();
  }

  private void kill(int number, Case one, Undisturbed usual, int[] counts) throws IOException {
    Scene scene = one.scene();
    Path cache =
        directory.resolve(one.fresh() ? "cache-" + number : "undisturbed-" + scene + "/cache");
    String name = random.nextBoolean() || scene == Scene.COMPILING ? "image-" + number : "image";
    Order order = order(scene, cache, directory.resolve("out"), name, "1.1." + number);
    ImageWitness witness = witness(scene, name);
    Optional<String> before = witness.complete(Order.TAG);
    String right = scene == Scene.COMPILING ? usual.digest() : right(order);

    forgetRequests();
    front.misdeed(Misdeed.none());
    boolean inside = scene == Scene.GROWING && random.nextInt(4) > 0;
    BooleanSupplier moment = inside ? inside() : moment(usual);
    Optional<String> word;
    List<ProcessHandle> children;
    try (BuildProcess process = next()) {
      CompletableFuture<Optional<String>> last = process.begin(order);
      await(moment, last::isDone);
      boolean ended = last.isDone();
      children = process.kill(random.nextBoolean());
      word = ended ? last.join() : Optional.empty();
    }
    counts[4] += inside && word.isEmpty() ? 1 : 0;
    front.misdeed(Misdeed.none());
    String what = String.format("seed %d, kill %d, %s of %s", SEED, number, scene, order);

    Optional<String> after = witness.complete(Order.TAG);
    assertThat(after).as(what).isIn(before, Optional.of(right));
    new CacheWitness(cache).entriesAreWhole();
    counts[after.isEmpty() ? 0 : after.equals(Optional.of(right)) ? 2 : 1]++;
    counts[3] += word.isPresent() ? 1 : 0;
    children.forEach(child -> child.onExit().join());
    if (scene == Scene.LAYOUT) {
      CacheWitness.ageUnfinished(Path.of(order.target()));
    }

    Order.Done done = order.run();

    assertThat(done.digest()).as(what).hasToString(right);
    assertThat(done.told()).as(what).doesNotContain("damaged");
    if (word.isPresent()) {
      assertThat(word).as(what).matches(BuildProcess::well);
      assertThat(done.upToDate()).as(what).isTrue();
    }
    assertThat(witness.complete(Order.TAG)).as(what).contains(right);
    assertThat(new CacheWitness(cache).leftovers()).as(what).isEmpty();
    if (scene == Scene.LAYOUT) {
      assertThat(new CacheWitness(Path.of(order.target())).leftovers()).as(what).isEmpty();
    }
    assertThat(order.run().upToDate()).as(what).isTrue();
  }

  /** Stops taking one of the layers at some place, and tells when that is reached. */
  private BooleanSupplier inside() {
    int bytes = random.nextInt(Order.PROGRAM);
    front.misdeed(Misdeed.once(RequestKind.PATCH_UPLOAD, Deed.losing(bytes, Ending.DEAF)));
    return () ->
        front.seen(RequestKind.PATCH_UPLOAD).stream()
            .anyMatch(patch -> patch.number() == 0 && patch.given().get() >= bytes);
  }

  private BooleanSupplier moment(Undisturbed usual) {
    long begun = System.nanoTime();
    if (random.nextInt(3) == 0) {
      long nanos = (long) (usual.nanos() * random.nextDouble());
      return () -> System.nanoTime() - begun >= nanos;
    }
    int request = random.nextInt(usual.requests());
    long later = (long) (usual.nanos() * random.nextDouble() / usual.requests());
    long[] seen = {0};
    return () -> {
      if (seen[0] == 0 && requests() >= request) {
        seen[0] = System.nanoTime();
      }
      return seen[0] != 0 && System.nanoTime() - seen[0] >= later;
    };
  }

  private static void await(BooleanSupplier moment, BooleanSupplier over) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!moment.getAsBoolean() && !over.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(50_000);
    }
  }

  /** Returns what another machine makes of the same order. */
  private String right(Order order) {
    Path folder = directory.resolve("machine");
    Order there =
        new Order(
            order.kind(),
            folder.resolve("cache"),
            folder.resolve("out"),
            order.base(),
            order.kind() == Order.Kind.API_LAYOUT
                ? folder.resolve("layout").toString()
                : here.address() + "/other/machine",
            order.version(),
            "",
            "");
    return there.run().digest().toString();
  }
}
