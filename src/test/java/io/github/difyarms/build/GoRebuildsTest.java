package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compiled again, and what comes from the cache, after one build that all share. */
class GoRebuildsTest {
  @TempDir static Path directory;
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();
  private static Digest first;
  private GoBench bench;

  @BeforeAll
  static void buildOnce() {
    try (GoBench bench = new GoBench(directory, OSS)) {
      first = program(IMAGES.daemon(bench, workshop()).components().get(0)).newDigest();
    }
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  @BeforeEach
  void prepare() {
    bench = new GoBench(directory, OSS);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static Workshop workshop() {
    return new Workshop(directory);
  }

  private static ReplacedFile program(ComponentResult result) {
    return result.platforms().get(0).files().get(0);
  }

  private ReplacedFile build(Workshop workshop) {
    return program(IMAGES.daemon(bench, workshop).components().get(0));
  }

  private void assertCompiledAgain(ReplacedFile file) {
    assertThat(bench.compiled()).singleElement().matches(build -> !build.cached());
    assertThat(file.build().orElseThrow().cached()).isFalse();
    assertThat(file.newDigest()).isNotEqualTo(first);
  }

  @Test
  void forceCompilesAgainAndGetsTheSame() {
    ReplacedFile file = build(workshop().force());

    assertThat(bench.compiled()).singleElement().matches(build -> !build.cached());
    assertThat(file.newDigest()).isEqualTo(first);
    assertThat(bench.told()).contains("instgo stand-in:");
  }

  @Test
  void anotherTargetGetsTheProgramFromTheCache() {
    ComponentResult elsewhere = elsewhere("one");

    assertThat(elsewhere.upToDate()).isFalse();
    assertThat(bench.compiled()).singleElement().matches(ProgramBuild::cached);
    assertThat(program(elsewhere).newDigest()).isEqualTo(first);
    assertThat(bench.told()).doesNotContain("instgo stand-in:");
  }

  /** Builds into a repository that no record knows. */
  private ComponentResult elsewhere(String repository) {
    return workshop()
        .platforms("linux/amd64")
        .with(bench.components())
        .build(
            PluginDaemon.ID,
            IMAGES.base(PluginDaemon.ID, GoImages.RELEASE + "-local"),
            IMAGES.registry().address() + "/elsewhere/" + repository)
        .components()
        .get(0);
  }

  @Test
  void theSameSourceInAnotherFolderIsTheSame() {
    try (GoBench moved = new GoBench(directory.resolve("moved"), OSS)) {
      bench.sources(moved.daemonSource(), moved.sandboxSource());

      ReplacedFile file = program(elsewhere("moved"));

      assertThat(file.newDigest()).isEqualTo(first);
      assertThat(file.build().orElseThrow())
          .matches(ProgramBuild::cached)
          .extracting(ProgramBuild::source)
          .isEqualTo(moved.daemonSource().toString());
    }
  }

  @Test
  void aDamagedEntryIsNoticedAndCompiledAgain() throws IOException {
    Path entry = entry();
    byte[] bytes = Files.readAllBytes(entry);
    bytes[bytes.length - 1] ^= 1;
    Files.write(entry, bytes);

    ReplacedFile file = program(elsewhere("damaged"));

    assertThat(bench.compiled()).extracting(ProgramBuild::cached).containsExactly(true, false);
    assertThat(file.build().orElseThrow().cached()).isFalse();
    assertThat(file.newDigest()).isEqualTo(first);
    assertThat(Digest.of(Files.readAllBytes(entry()))).isEqualTo(first);
  }

  @Test
  void whereTheVersionStandsIsRememberedAndBelievedOnlyIfItCanBe() {
    build(workshop().force());
    String key =
        bench.memory().keySet().stream()
            .filter(it -> it.startsWith("version package"))
            .findFirst()
            .orElseThrow();
    String found = Objects.requireNonNull(bench.memory().get(key));

    for (String other :
        List.of(
            "x.y=1 -linkmode=external",
            "example.com/other",
            found + "er",
            found.substring(0, found.length() - 1))) {
      bench.memory().put(key, other);

      assertThat(build(workshop().force()).newDigest()).isEqualTo(first);
      assertThat(bench.memory()).containsEntry(key, found);

      bench.memory().put(key, other);
      assertThat(program(elsewhere("linked-" + other.hashCode())).newDigest()).isEqualTo(first);
      assertThat(bench.memory()).containsEntry(key, found);
    }
  }

  private Path entry() throws IOException {
    try (Stream<Path> all = Files.walk(bench.programs())) {
      List<Path> programs =
          all.filter(path -> path.endsWith("program")).filter(GoRebuildsTest::isTheFirst).toList();
      assertThat(programs).hasSize(1);
      return programs.get(0);
    }
  }

  private static boolean isTheFirst(Path program) {
    try {
      return Digest.of(Files.readAllBytes(program)).equals(first);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aChangedSourceIsCompiledAgain() throws IOException {
    try (GoBench changed = new GoBench(directory.resolve("changed"), OSS)) {
      Path main = changed.daemonSource().resolve("cmd/server/main.go");
      Files.writeString(main, Files.readString(main).replace("miniature plugin", "changed plugin"));
      bench.sources(changed.daemonSource(), changed.sandboxSource());

      assertCompiledAgain(build(workshop()));
    }
  }

  @Test
  void anotherRevisionIsCompiledAgain() {
    bench.revision("9.9.10");

    ReplacedFile file = build(workshop().force());

    assertCompiledAgain(file);
    assertThat(file.build().orElseThrow().revision()).isEqualTo("9.9.10");
  }

  @Test
  void anotherArgumentIsCompiledAgain() {
    bench.extraArgs("-tags=extra");

    assertCompiledAgain(build(workshop()));
  }

  @Test
  void anotherLicenceKeyIsCompiledAgain() {
    bench.licenseKey(Optional.of("another-key"));

    build(workshop().force());

    assertThat(bench.compiled()).singleElement().matches(build -> !build.cached());
  }

  @Test
  void theRuleForPythonPluginsIsCompiledAgain() {
    bench.monitorPythonPlugins();

    assertCompiledAgain(build(workshop()));
  }

  @Test
  void aNewToolIsNoticedWithoutBeingAskedForAndCompilesAgain() {
    bench.standIn("version", "0.0.2");

    ReplacedFile file = build(workshop());

    assertThat(bench.compiled()).singleElement().matches(build -> !build.cached());
    assertThat(file.build().orElseThrow().instgo().version()).contains("0.0.2");
  }
}
