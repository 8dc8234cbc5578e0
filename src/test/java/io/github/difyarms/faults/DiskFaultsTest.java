package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, and folders that cannot be written to. */
@Timeout(120)
class DiskFaultsTest {
  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();
  private final ImageWitness witness = ImageWitness.of(registry, "acme/dify-api");

  @BeforeEach
  void base() {
    MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Order order(Order.Kind kind, String version) {
    return new Order(
        kind,
        directory.resolve("cache"),
        directory.resolve("out"),
        registry.address() + "/langgenius/dify-api:1.16.1",
        kind == Order.Kind.API
            ? registry.address() + "/acme/dify-api"
            : directory.resolve("layout").toString(),
        version,
        "",
        "");
  }

  private String elsewhere(Order order) {
    String other =
        order.kind() == Order.Kind.API
            ? registry.address() + "/acme/elsewhere"
            : directory.resolve("elsewhere/layout").toString();
    return order.at(directory.resolve("elsewhere")).to(other).run().digest().toString();
  }

  private static void stops(Order order, ErrorCode code, String words) {
    assertThat(catchThrowable(order::run))
        .isInstanceOfSatisfying(
            DifyArmsException.class, clear -> assertThat(clear.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }

  private void endsWell(Order order) {
    assertThat(order.run().digest()).hasToString(elsewhere(order));
    ImageWitness there =
        order.kind() == Order.Kind.API ? witness : ImageWitness.of(Path.of(order.target()));
    assertThat(there.complete(Order.TAG)).contains(elsewhere(order));
  }

  private SmallDisk disk(String name, String size) throws IOException {
    Optional<SmallDisk> disk =
        SmallDisk.on(directory.resolve(name), size, "no disk was full, none read-only");
    assumeTrue(disk.isPresent());
    return disk.orElseThrow();
  }

  @Test
  void whatTheSystemForbidsToWriteStopsTheBuildAndTheNextOneEndsWell() throws Exception {
    // No file may have more than 2 KiB; a layer needs more.
    List<String> limited =
        List.of("bash", "-c", "ulimit -f 2; exec \"$0\" -XX:-UsePerfData \"${@:1}\"");
    Order order = order(Order.Kind.API, "1.0.0");
    Order layout = order(Order.Kind.API_LAYOUT, "1.0.0");
    try (BuildProcess process = BuildProcess.start(directory, limited)) {
      process.awaitReady();
      for (Order one : List.of(order, layout)) {
        assertThat(process.begin(one).join().orElseThrow()).contains("DA-501", "File too large");
      }
    }
    assertThat(witness.complete(Order.TAG)).isEmpty();
    assertThat(ImageWitness.of(Path.of(layout.target())).complete(Order.TAG)).isEmpty();
    new CacheWitness(order.cache()).entriesAreWhole();

    endsWell(order);
    endsWell(layout);
  }

  @Test
  void aFullDiskBelowTheOutputStopsTheBuildAndWithRoomItEndsWell() throws IOException {
    try (SmallDisk disk = disk("out", "16k")) {
      stops(order(Order.Kind.API, "1.0.0"), ErrorCode.OUTPUT_NOT_WRITABLE, "No space left");
      assertThat(witness.complete(Order.TAG)).isEmpty();

      disk.remount("size=8m");

      endsWell(order(Order.Kind.API, "1.0.0"));
    }
  }

  @Test
  void aFullDiskBelowTheLayoutStopsTheBuildAndWithRoomItEndsWell() throws IOException {
    try (SmallDisk disk = disk("layout", "64k")) {
      Order order = order(Order.Kind.API_LAYOUT, "1.0.0");
      stops(order, ErrorCode.OUTPUT_NOT_WRITABLE, "No space left");
      assertThat(ImageWitness.of(Path.of(order.target())).complete(Order.TAG)).isEmpty();
      new CacheWitness(Path.of(order.target())).awaitNoLeftovers();

      disk.remount("size=64m");

      endsWell(order);
    }
  }

  @Test
  void aFullDiskBelowTheCacheCostsTimeAndNotTheBuild() throws IOException {
    try (SmallDisk disk = disk("cache", "28k")) {
      endsWell(order(Order.Kind.API, "1.0.0"));
      assertThat(order(Order.Kind.API, "1.0.0").run().upToDate()).isFalse();
      endsWell(order(Order.Kind.API_LAYOUT, "1.0.0"));
      new CacheWitness(directory.resolve("cache")).entriesAreWhole();

      disk.remount("size=64m");

      endsWell(order(Order.Kind.API, "1.0.0"));
      assertThat(order(Order.Kind.API, "1.0.0").run().upToDate()).isTrue();
    }
  }

  @Test
  void aReadOnlyOutputStopsTheBuild() throws Exception {
    AutoCloseable writable = readOnly("out");
    try (writable) {
      stops(order(Order.Kind.API, "1.0.0"), ErrorCode.OUTPUT_NOT_WRITABLE, "out");
      assertThat(witness.complete(Order.TAG)).isEmpty();
    }
    endsWell(order(Order.Kind.API, "1.0.0"));
  }

  @Test
  void aReadOnlyCacheIsReadAndNotWritten() throws Exception {
    Optional<SmallDisk> disk =
        SmallDisk.on(directory.resolve("cache"), "64m", "the folder's mode alone was changed");
    AutoCloseable unmounted = disk.isPresent() ? disk.get() : () -> {};
    try (unmounted) {
      endsWell(order(Order.Kind.API, "1.0.0"));
      registry.reset();
      AutoCloseable writable = protect("cache", disk);
      try (writable) {
        assertThat(order(Order.Kind.API, "1.0.0").run().upToDate()).isTrue();
        assertThat(registry.requests()).isEqualTo(2);

        registry.reset();
        endsWell(order(Order.Kind.API, "1.0.1"));
        assertThat(order(Order.Kind.API, "1.0.1").run().upToDate()).isFalse();
        endsWell(order(Order.Kind.API_LAYOUT, "1.0.1"));
      }
      endsWell(order(Order.Kind.API, "1.0.1"));
      assertThat(order(Order.Kind.API, "1.0.1").run().upToDate()).isTrue();
    }
  }

  @Test
  void aCompileWithoutRoomOrOnAReadOnlyDiskStopsWithACodeAndWithRoomItEndsWell() throws Exception {
    try (SandboxStage stage = new SandboxStage();
        SmallDisk disk = disk("cache", "1m")) {
      assumeTrue(stage.prepare(directory));
      Order order = stage.order(directory.resolve("cache"), directory.resolve("out"), "go", "key");
      ImageWitness there = ImageWitness.of(stage.registry(), "acme/go");
      disk.remount("ro");
      stops(order, ErrorCode.CACHE_UNSAFE, "Read-only file system");
      disk.remount("rw");

      Optional<String> made = Optional.empty();
      for (int megabytes = 1; made.isEmpty(); megabytes *= 2) {
        disk.remount("size=" + megabytes + "m");
        made = withoutRoom(order);
        assertThat(there.complete(Order.TAG)).isEqualTo(made);
        new CacheWitness(order.cache()).entriesAreWhole();
        assertThat(megabytes).isBetween(made.isPresent() ? 8 : 1, 1024);
      }

      String digest = made.get();
      assertThat(there.complete(Order.TAG)).contains(digest);
      assertThat(new CacheWitness(order.cache()).leftovers()).isEmpty();
      Order elsewhere = order.at(directory.resolve("elsewhere")).to(order.target() + "-too");
      assertThat(elsewhere.run().digest()).hasToString(digest);
    }
  }

  /** Builds until the disk is full, wherever in the build that is. */
  private static Optional<String> withoutRoom(Order order) {
    try {
      return Optional.of(order.run().digest().toString());
    } catch (DifyArmsException e) {
      assertThat(e.code()).as(e.getMessage()).isNotEqualTo(ErrorCode.DEFECT);
      assertThat(e.getMessage()).containsIgnoringCase("no space left");
      return Optional.empty();
    }
  }

  private AutoCloseable readOnly(String name) throws IOException {
    Optional<SmallDisk> disk =
        SmallDisk.on(directory.resolve(name), "8m", "the folder's mode alone was changed");
    AutoCloseable writable = protect(name, disk);
    return () -> {
      writable.close();
      if (disk.isPresent()) {
        disk.get().close();
      }
    };
  }

  /** Root may write wherever a mode forbids it, but not on a disk that is read-only. */
  private AutoCloseable protect(String name, Optional<SmallDisk> disk) throws IOException {
    if (disk.isPresent()) {
      disk.get().remount("ro");
      return () -> disk.get().remount("rw");
    }
    assumeTrue(!System.getProperty("user.name").equals("root"), "root without mounts");
    Path folder = directory.resolve(name);
    mode(folder, "r-xr-xr-x");
    return () -> mode(folder, "rwx------");
  }

  private static void mode(Path folder, String mode) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
      }
    }
  }
}
