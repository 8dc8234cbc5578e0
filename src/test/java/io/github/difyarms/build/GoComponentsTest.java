package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.InstgoStandIn;
import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.demo.MiniatureSources;
import io.github.difyarms.demo.MiniatureSources.Generation;
import io.github.difyarms.demo.SandboxProgram.Library;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both Go components end to end: miniature sources, a stand-in for instgo, real Go, a registry. All
 * tests look at the same three builds.
 */
class GoComponentsTest {
  @TempDir static Path directory;
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();
  private static BuildResult here;
  private static BuildResult there;

  /** The serverless flavour from a source of the older generation, with python plugins. */
  private static ComponentResult serverless;

  private static List<ProgramBuild> compiled;

  @BeforeAll
  static void build() {
    try (GoBench bench = new GoBench(directory.resolve("here"), OSS)) {
      here = both(new Workshop(directory.resolve("here")), bench);
      compiled = bench.compiled();
    }
    try (GoBench bench = new GoBench(directory.resolve("there"), OSS)) {
      bench.cache("other");
      there = both(new Workshop(directory.resolve("there")).cache("other"), bench);
    }
    try (GoBench bench = new GoBench(directory.resolve("serverless"), OSS)) {
      MiniatureSources.writePluginDaemon(
          directory.resolve("older"),
          Generation.INTERNAL_MANIFEST,
          "1.22",
          Optional.empty(),
          "1.23-alpine");
      bench.sources(directory.resolve("older"), bench.sandboxSource()).monitorPythonPlugins();
      Workshop workshop = new Workshop(directory.resolve("serverless")).platforms("linux/amd64");
      serverless =
          IMAGES
              .build(bench, workshop, PluginDaemon.ID, GoImages.RELEASE + "-serverless")
              .components()
              .get(0);
    }
  }

  private static BuildResult both(Workshop workshop, GoBench bench) {
    workshop.with(bench.components());
    return workshop.run(IMAGES.both(workshop));
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  private static ComponentResult daemon() {
    return here.components().get(0);
  }

  private static ComponentResult sandbox() {
    return here.components().get(1);
  }

  private static PlatformResult amd64(ComponentResult component) {
    return component.platforms().stream()
        .filter(platform -> platform.platform().architecture().equals("amd64"))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the program for amd64 as a container would get it. */
  private static Path program(ComponentResult component) {
    return IMAGES.program(
        component,
        amd64(component),
        directory.resolve("programs").resolve(component.id()).resolve("program"));
  }

  private static CommandLine run(ComponentResult component, String argument) {
    assumeTrue(InstgoStandIn.hostPlatform().equals("linux-amd64"), "runs programs for linux/amd64");
    return CommandLine.of(program(component).toString(), argument);
  }

  @Test
  void bothAreCompiledForEachPlatformAndReplaceOneFile() {
    assertThat(here.components()).hasSize(2);
    for (ComponentResult component : here.components()) {
      assertThat(component.platforms())
          .hasSize(2)
          .allSatisfy(
              platform -> {
                assertThat(platform.files()).hasSize(1);
                ProgramBuild build = platform.files().get(0).build().orElseThrow();
                assertThat(build.program().addedModules())
                    .containsExactly(InstgoStandIn.AGENT_MODULE);
                assertThat(build.program().machine()).isEqualTo(platform.platform().architecture());
                assertThat(build.program().interpreter()).isEmpty();
              });
    }
    assertThat(compiled).hasSize(4).noneMatch(ProgramBuild::cached);
  }

  @Test
  void anotherFolderAndAnotherCacheGiveTheSameImages() {
    assertThat(there.components())
        .extracting(ComponentResult::digest)
        .containsExactlyElementsOf(
            here.components().stream().map(ComponentResult::digest).toList());
    assertThat(there.components()).noneMatch(ComponentResult::upToDate);
  }

  @Test
  void theDaemonSaysItsVersionAndTheTimeOfItsImage() {
    String said = run(daemon(), "--version").run().orFail().strip();

    assertThat(said).matches("9\\.9\\.9 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0000");
  }

  @Test
  void theOlderGenerationSaysItToo() {
    String said = run(serverless, "--version").run().orFail().strip();

    assertThat(said).startsWith("9.9.9 20").endsWith("+0000");
  }

  @Test
  void onlyTheServerlessFlavourAndTheSandboxAreStripped() {
    Optional<String> nm = CommandLine.find("nm", "symbol tables were not looked at");
    assumeTrue(nm.isPresent());

    assertThat(symbols(nm.orElseThrow(), daemon())).contains("main.main");
    assertThat(symbols(nm.orElseThrow(), serverless)).doesNotContain("main.main");
    assertThat(symbols(nm.orElseThrow(), sandbox())).doesNotContain("main.main");
  }

  private static String symbols(String nm, ComponentResult component) {
    return CommandLine.of(nm, program(component).toString()).run().output();
  }

  @Test
  void pythonPluginsAreMonitoredOnlyWhereItWasAsked() {
    String on = run(serverless, "--version").with("ARMS_ENABLE", "true").run().orFail();
    String off = run(daemon(), "--version").with("ARMS_ENABLE", "true").run().orFail();

    assertThat(on).contains("python plugins: on");
    assertThat(off).contains("agent: started").doesNotContain("python plugins");
  }

  @Test
  void ownerAndModeAreTheBases() {
    TarArchiveEntry local = entry(daemon(), "app/main");
    TarArchiveEntry other = entry(serverless, "app/main");

    assertThat(other.getMode() & 07777).isEqualTo(0755).isEqualTo(local.getMode() & 07777);
    assertThat(List.of(local.getLongUserId(), local.getLongGroupId())).containsOnly(0L);
    assertThat(List.of(other.getLongUserId(), other.getLongGroupId())).containsOnly(1000L);
    assertThat(entry(serverless, "app/").getLongUserId()).isEqualTo(1000);
    assertThat(amd64(serverless).files().get(0).owner()).isEqualTo("1000:1000");
  }

  private static TarArchiveEntry entry(ComponentResult component, String name) {
    return IMAGES.layer(component, amd64(component)).stream()
        .filter(entry -> entry.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void labelsNameWhatCompiledIt() {
    JsonNode labels = IMAGES.run(daemon(), amd64(daemon())).path("Labels");

    String prefix = "io.github.difyarms.";
    assertThat(labels.path(prefix + "instgo.version").asText()).isEqualTo("0.0.1");
    assertThat(labels.path(prefix + "source.identity").asText()).startsWith("tree:");
    assertThat(labels.path(prefix + "source.revision").asText()).isEqualTo("9.9.9");
    assertThat(labels.path(prefix + "region").asText()).isEqualTo("cn-hangzhou");
    assertThat(labels.path(prefix + "agent.go").asText()).isEqualTo("newest when built");
    assertThat(labels.path(prefix + "go.version").asText())
        .isEqualTo(compiled.get(0).go())
        .matches("1\\.\\d+(\\.\\d+)?");
  }

  @Test
  void theSandboxCarriesTheLibrariesOfItsBase() {
    String libraries = run(sandbox(), "--libraries").run().orFail();

    for (Library library : Library.values()) {
      byte[] bytes = library.bytes(Machine.AMD64);
      assertThat(libraries)
          .contains(library.file() + " " + bytes.length + " " + Digest.of(bytes).hex());
    }
    assertThat(libraries.lines()).hasSize(2);
  }

  @Test
  void theSandboxForTheOtherMachineCarriesThatMachinesLibraries() throws IOException {
    PlatformResult arm64 =
        sandbox().platforms().stream()
            .filter(platform -> platform.platform().architecture().equals("arm64"))
            .findFirst()
            .orElseThrow();
    Path file = IMAGES.program(sandbox(), arm64, directory.resolve("programs/arm64/main"));

    byte[] program = java.nio.file.Files.readAllBytes(file);
    for (Library library : Library.values()) {
      assertThat(indexOf(program, library.bytes(Machine.ARM64))).isNotNegative();
      assertThat(indexOf(program, library.bytes(Machine.AMD64))).isNegative();
    }
  }

  private static int indexOf(byte[] all, byte[] part) {
    java.nio.charset.Charset bytes = java.nio.charset.StandardCharsets.ISO_8859_1;
    return new String(all, bytes).indexOf(new String(part, bytes));
  }

  @Test
  void whatTheSandboxStartsWithStays() {
    JsonNode run = IMAGES.run(sandbox(), amd64(sandbox()));

    assertThat(run.path("Entrypoint").path(0).asText()).isEqualTo("/main");
    assertThat(IMAGES.run(serverless, amd64(serverless)).path("User").asText())
        .isEqualTo("1000:1000");
  }
}
