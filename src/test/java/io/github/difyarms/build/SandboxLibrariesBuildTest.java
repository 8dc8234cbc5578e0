package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.binary.ElfFacts;
import io.github.difyarms.binary.Machine;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.component.SandboxSettings.Instrument;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.InstgoStandIn;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox with its libraries compiled too, which needs C compilers and libseccomp. */
class SandboxLibrariesBuildTest {
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();

  /** One cache for all, so that everything is compiled once. */
  @TempDir static Path directory;

  private GoBench bench;

  @BeforeAll
  static void bases() throws IOException {
    IMAGES.push(MiniatureImages.sandbox().rootfs(library("new", "2.99")), Sandbox.ID, "9.1.0");
    IMAGES.push(MiniatureImages.sandbox().rootfs(library("old", "2.3")), Sandbox.ID, "9.0.0");
  }

  /** A base system whose C library is its banner, where Debian has it. */
  private static Path library(String name, String version) throws IOException {
    Path root = Files.createDirectories(directory.resolve("rootfs-" + name));
    for (String triplet : List.of("x86_64-linux-gnu", "aarch64-linux-gnu")) {
      Path folder = Files.createDirectories(root.resolve("usr/lib").resolve(triplet));
      Files.writeString(
          folder.resolve("libc.so.6"),
          "\177ELF and more\0GNU C Library (Debian GLIBC "
              + version
              + "-1) stable release version "
              + version
              + ".\nCopyright\0");
    }
    Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
    return root;
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    IMAGES.registry().reset();
    bench = new GoBench(directory, OSS).instrument(Instrument.ALL);
    Files.writeString(
        bench.sandboxSource().resolve("internal/core/runner/environment.go"),
        """
        // Package runner starts programs.
        package runner

        // Environment is theirs.
        var Environment = []string{"GODEBUG=containermaxprocs=0"}
        """);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static Workshop workshop() {
    return new Workshop(directory);
  }

  private BuildResult build(Workshop workshop, String tag) {
    return IMAGES.build(bench, workshop, Sandbox.ID, tag);
  }

  private DifyArmsException stopped(Workshop workshop, String tag) {
    DifyArmsException stop =
        catchThrowableOfType(DifyArmsException.class, () -> build(workshop, tag));
    assertThat(IMAGES.pushes()).isZero();
    assertThat(bench.scratch())
        .satisfiesAnyOf(s -> assertThat(s).doesNotExist(), s -> assertThat(s).isEmptyDirectory());
    return stop;
  }

  private static void assumeCompilers() {
    assumeTrue(InstgoStandIn.hostPlatform().equals("linux-amd64"), "compilers of linux/amd64");
    for (String program : List.of("gcc", "aarch64-linux-gnu-gcc", "pkg-config")) {
      assumeTrue(
          CommandLine.find(program, "the sandbox's libraries were not compiled").isPresent(),
          program);
    }
    for (String triplet : List.of("x86_64-linux-gnu", "aarch64-linux-gnu")) {
      assumeTrue(
          Files.exists(Path.of("/usr/lib", triplet, "pkgconfig/libseccomp.pc")),
          "libseccomp-dev for " + triplet);
    }
  }

  @Test
  void bothPlatformsAreBuiltAndTheirLibrariesAreKept() throws IOException {
    assumeCompilers();
    List<String> steps = Collections.synchronizedList(new ArrayList<>());
    bench.hearing(steps::add);

    ComponentResult result = build(workshop().force(), "9.1.0").components().get(0);

    assertThat(result.platforms()).hasSize(2);
    for (var platform : result.platforms()) {
      Path built =
          directory.resolve("out/sandbox").resolve(platform.platform().fileName()).resolve("built");
      Machine machine = Machine.of(platform.platform().architecture());
      for (String name : List.of("python.so", "nodejs.so", "env")) {
        ElfFacts facts = ElfFacts.read(built.resolve(name));
        assertThat(facts.machine()).contains(machine);
        assertThat(facts.needed().contains("libseccomp.so.2")).isEqualTo(name.endsWith(".so"));
      }
    }
    assertThat(carried(result)).containsExactlyElementsOf(kept());
    assertThat(steps).containsSubsequence("python.so", "nodejs.so", "env", "main");
  }

  @Test
  void librariesAreKeptAlsoWhenTheProgramComesFromTheCache() throws IOException {
    assumeCompilers();
    for (String output : List.of("first", "second")) {
      bench.output(output);
      // Another tag, so that the whole build is not found unchanged.
      build(
          workshop().output(output).platforms("linux/amd64").tags("{upstreamTag}-" + output),
          "9.1.0");
    }

    assertThat(bench.compiled().get(1).cached()).isTrue();
    for (String name : List.of("python.so", "nodejs.so", "env")) {
      Path built = Path.of("sandbox/linux-amd64/built").resolve(name);
      assertThat(directory.resolve("second").resolve(built))
          .hasSameBinaryContentAs(directory.resolve("first").resolve(built));
    }
  }

  /** What the program for this machine says it carries. */
  private static List<String> carried(ComponentResult result) {
    Path program =
        IMAGES.program(result, result.platforms().get(0), directory.resolve("programs/main"));
    return CommandLine.of(program.toString(), "--libraries").run().orFail().lines().toList();
  }

  private static List<String> kept() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String name : List.of("python.so", "nodejs.so")) {
      byte[] bytes =
          Files.readAllBytes(directory.resolve("out/sandbox/linux-amd64/built").resolve(name));
      lines.add(name + " " + bytes.length + " " + Digest.of(bytes).hex());
    }
    return lines;
  }

  @Test
  void anImageWithAnOlderCLibraryIsRefusedEvenWhenTheProgramIsThere() {
    assumeCompilers();
    bench.revision("9.1.0");
    build(workshop().platforms("linux/amd64"), "9.1.0");
    IMAGES.registry().reset();

    DifyArmsException stop = stopped(workshop().platforms("linux/amd64").force(), "9.0.0");

    assertThat(stop.code()).isEqualTo(ErrorCode.BINARY_UNFIT);
    assertThat(stop).hasMessageContaining("python.so needs GLIBC_2.").hasMessageContaining("2.3");
  }

  @Test
  void anImageWhoseCLibraryIsNotFoundIsWarnedOf() {
    assumeCompilers();

    assertThat(stopped(workshop().failOnWarning(), GoImages.RELEASE))
        .hasMessageContaining("the image's C library was not found");
  }

  @Test
  void withoutACompilerForAPlatformNothingIsCompiled() throws IOException {
    Path go = Path.of(CommandLine.find("go", "no compile was tried").orElseThrow());
    Path path = Files.createDirectories(directory.resolve("path"));
    Path script = Files.writeString(path.resolve("go"), "#!/bin/sh\nexec " + go + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    bench.environment(Map.of("PATH", path.toString(), "HOME", System.getProperty("user.home")));
    List<String> steps = new ArrayList<>();
    bench.hearing(steps::add);

    DifyArmsException stop = stopped(workshop().platforms("linux/arm64"), "9.1.0");

    assertThat(stop.code()).isEqualTo(ErrorCode.COMPILER_MISSING);
    assertThat(stop)
        .hasMessageContaining("linux/arm64")
        .hasMessageContaining("aarch64-linux-gnu-gcc: not found")
        .hasMessageContaining("sandbox.instrument at main");
    assertThat(steps).isEmpty();
  }

  @Test
  void newerGoNeedsASourceThatIsReadyForIt() throws IOException {
    Files.delete(bench.sandboxSource().resolve("internal/core/runner/environment.go"));
    bench.goVersion(java.util.Optional.of("1.25.0"));

    assertThat(stopped(workshop(), "9.1.0"))
        .matches(stop -> stop.code() == ErrorCode.GO_GUARD)
        .hasMessageContaining("Go 1.25.0")
        .hasMessageContaining("go.version");
  }

  @Test
  void aSourceThatIsReadyPassesTheGuard() {
    bench.goVersion(java.util.Optional.of("1.25.0")).environment(Map.of("PATH", "/nowhere"));

    // The next check: there is no C compiler on that path.
    assertThat(stopped(workshop(), "9.1.0").code()).isEqualTo(ErrorCode.COMPILER_MISSING);
  }

  @Test
  void olderGoNeedsNoGuard() throws IOException {
    Files.delete(bench.sandboxSource().resolve("internal/core/runner/environment.go"));
    bench.goVersion(java.util.Optional.of("1.24.13")).environment(Map.of("PATH", "/nowhere"));

    assertThat(stopped(workshop(), "9.1.0").code()).isEqualTo(ErrorCode.COMPILER_MISSING);
  }
}
