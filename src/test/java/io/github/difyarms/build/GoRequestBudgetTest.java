package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.RecordedRequest;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of the Go components as registry and object store count them, for two platforms. */
class GoRequestBudgetTest {
  @TempDir static Path directory;
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();

  /** What one build asked for. */
  private record Run(
      ComponentResult result,
      List<RecordedRequest> registry,
      List<Digest> downloaded,
      List<RecordedRequest> store,
      int compiled) {}

  private static final String FIRST = "first ";
  private static final String AGAIN = "again ";
  private static final String PINNED = "pinned ";
  private static final String CHANGED = "changed ";
  private static final Map<String, Run> RUNS = new HashMap<>();

  /** Each component: built, built again, with a tool by its hash, and with another source. */
  @BeforeAll
  static void build() throws IOException {
    for (String component : List.of(PluginDaemon.ID, Sandbox.ID)) {
      Path own = directory.resolve(component);
      try (GoBench bench = new GoBench(own, OSS)) {
        RUNS.put(FIRST + component, run(bench, own, component));
        RUNS.put(AGAIN + component, run(bench, own, component));
        bench.instgoSha256(sha256(bench.instgo()));
        RUNS.put(PINNED + component, run(bench, own, component));
        Path source = component.equals(Sandbox.ID) ? bench.sandboxSource() : bench.daemonSource();
        Files.writeString(source.resolve("cmd/server/more.go"), "package main\n");
        RUNS.put(CHANGED + component, run(bench, own, component));
      }
    }
  }

  private static Run run(GoBench bench, Path own, String component) {
    IMAGES.registry().reset();
    OSS.reset();
    int before = bench.compiled().size();
    String tag = component.equals(Sandbox.ID) ? GoImages.RELEASE : GoImages.RELEASE + "-local";
    ComponentResult result =
        IMAGES.build(bench, new Workshop(own), component, tag).components().get(0);
    return new Run(
        result,
        IMAGES.registry().recorded(),
        IMAGES.registry().downloadedBlobs(),
        OSS.recorded(),
        bench.compiled().size() - before);
  }

  private static Run ran(String name) {
    return Objects.requireNonNull(RUNS.get(name));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {PluginDaemon.ID, Sandbox.ID})
  void aFirstPushTakes37(String component) {
    Run first = ran(FIRST + component);

    assertThat(first.registry()).hasSizeLessThanOrEqualTo(37);
    assertThat(first.compiled()).isEqualTo(2);
    assertThat(first.result().platforms())
        .extracting(PlatformResult::transfers)
        .allMatch(t -> t.mounted() + t.present() == 8 && t.streamed() == 0); // one layer is shared
  }

  @ParameterizedTest
  @ValueSource(strings = {PluginDaemon.ID, Sandbox.ID})
  void nothingChangedTakesTwoAndOneLookAtTheTool(String component) {
    Run again = ran(AGAIN + component);

    assertThat(again.registry()).hasSize(2).allMatch(request -> request.method().equals("HEAD"));
    assertThat(again.store())
        .extracting(request -> request.method() + " " + request.status())
        .containsExactly("GET 304");
    assertThat(again.compiled()).isZero();
    assertThat(again.result().upToDate()).isTrue();
    assertThat(again.result().digest()).isEqualTo(ran(FIRST + component).result().digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {PluginDaemon.ID, Sandbox.ID})
  void aToolGivenByItsHashIsNotEvenLookedAt(String component) {
    Run pinned = ran(PINNED + component);

    assertThat(pinned.store()).isEmpty();
    assertThat(pinned.registry()).hasSize(2);
    assertThat(pinned.result().upToDate()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {PluginDaemon.ID, Sandbox.ID})
  void afterAChangeOfTheSourceNothingOfTheBaseIsTouchedAgain(String component) {
    Run changed = ran(CHANGED + component);

    assertThat(changed.registry()).hasSizeLessThanOrEqualTo(21);
    assertThat(changed.downloaded()).isEmpty();
    assertThat(changed.compiled()).isEqualTo(2);
    assertThat(changed.result().upToDate()).isFalse();
    assertThat(changed.result().platforms())
        .allSatisfy(platform -> assertThat(platform.transfers().present()).isEqualTo(8));
  }

  @Test
  void nothingIsLeftOfTheCompiles() throws IOException {
    for (String component : List.of(PluginDaemon.ID, Sandbox.ID)) {
      assertThat(directory.resolve(component).resolve("cache/scratch")).isEmptyDirectory();
    }
  }
}
