package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.demo.MiniatureSources.Generation;
import io.github.difyarms.demo.SandboxProgram.Library;
import io.github.difyarms.image.Digest;
import io.github.difyarms.testing.CommandLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The miniature sources, compiled as upstream compiles its own. */
class MiniatureSourcesTest {
  private static final String MODULE = "github.com/langgenius/dify-plugin-daemon/";

  @TempDir private Path folder = Path.of("");

  private CommandLine go(String... arguments) {
    Optional<String> go = CommandLine.find("go", "miniature sources were not compiled");
    assumeTrue(go.isPresent(), "go");
    List<String> command = new ArrayList<>(List.of(go.orElseThrow()));
    command.addAll(List.of(arguments));
    return CommandLine.of(command)
        .in(folder)
        .with("CGO_ENABLED", "0")
        .with("GOOS", "linux")
        .with("GOWORK", "off")
        .within(Duration.ofMinutes(5));
  }

  private String run(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
    command.addAll(List.of(arguments));
    return CommandLine.of(command).run().orFail();
  }

  private void pluginDaemon(Generation generation) {
    MiniatureSources.writePluginDaemon(folder, generation, "1.21", Optional.empty(), "1.25");
  }

  private void sandbox() {
    MiniatureSources.writeSandbox(folder, "1.21", Optional.empty(), "1.25");
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void thePluginDaemonTakesItsVersionFromTheLinker(Generation generation) {
    assumeTrue(InstgoStandIn.hostPlatform().startsWith("linux"), "linux");
    pluginDaemon(generation);
    String name = MODULE + generation.path();
    go(
            "build",
            "-ldflags",
            "-X '" + name + ".VersionX=0.5.0' -X '" + name + ".BuildTimeX=today'",
            "-o",
            "main",
            "cmd/server/main.go")
        .run()
        .orFail();

    assertThat(run("main", "--version")).isEqualTo("0.5.0 today\n");
  }

  @Test
  void thePluginDaemonAnswersHealthChecksUntilItIsToldToStop() throws Exception {
    assumeTrue(InstgoStandIn.hostPlatform().startsWith("linux"), "linux");
    pluginDaemon(Generation.PKG_MANIFEST);
    go("build", "-o", "main", "./cmd/server").run().orFail();
    ProcessBuilder command = new ProcessBuilder(folder.resolve("main").toString());
    command.environment().put("SERVER_PORT", "0");
    Process process = command.start();

    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String port = output.readLine().replaceFirst(".* port ", "");
      String health =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/check"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(health).contains("\"status\":\"ok\"", "\"version\":\"unset\"");
      assertThat(
              CommandLine.of(folder.resolve("main").toString(), "health")
                  .with("SERVER_PORT", port)
                  .run()
                  .exitCode())
          .isZero();
      assertThat(process.toHandle().destroy()).isTrue();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theCommandLineHasAVersionOfItsOwn() {
    assumeTrue(InstgoStandIn.hostPlatform().startsWith("linux"), "linux");
    pluginDaemon(Generation.PKG_MANIFEST);
    go("build", "-ldflags", "-X main.VersionX=7", "-o", "c", "./cmd/commandline").run().orFail();

    assertThat(run("c")).isEqualTo("miniature command line 7\n");
    assertThat(run("c", "migrate")).contains("database migrated");
  }

  @ParameterizedTest
  @CsvSource({"amd64, 62", "arm64, 183"})
  void bothAreCompiledForEitherPlatform(String architecture, int machine) throws IOException {
    pluginDaemon(Generation.PKG_MANIFEST);
    go("build", "-o", "out", "./cmd/server").with("GOARCH", architecture).run().orFail();
    byte[] daemon = Files.readAllBytes(folder.resolve("out"));
    sandbox();
    libraries(Machine.of(architecture));
    go("build", "-o", "out", "./cmd/server").with("GOARCH", architecture).run().orFail();
    byte[] main = Files.readAllBytes(folder.resolve("out"));

    assertThat(daemon[18]).isEqualTo((byte) machine); // e_machine
    assertThat(main[18]).isEqualTo((byte) machine);
  }

  private void libraries(Machine machine) throws IOException {
    for (Library library : Library.values()) {
      Files.write(target(library), library.bytes(machine));
    }
  }

  private Path target(Library library) {
    String language = library.file().replace(".so", "");
    return folder.resolve("internal/core/runner/" + language).resolve(library.file());
  }

  @Test
  void theSandboxCarriesTheLibrariesThatLieInItsSources() throws IOException {
    assumeTrue(InstgoStandIn.hostPlatform().startsWith("linux"), "linux");
    sandbox();
    libraries(Machine.AMD64);
    go("build", "-ldflags=-s -w", "-o", "main", "./cmd/server").run().orFail();

    byte[] python = Library.PYTHON.bytes(Machine.AMD64);
    byte[] nodejs = Library.NODEJS.bytes(Machine.AMD64);
    assertThat(run("main", "--libraries"))
        .isEqualTo(line("python.so", python) + line("nodejs.so", nodejs));
    assertThat(text(Files.readAllBytes(folder.resolve("main"))))
        .contains(text(python), text(nodejs));
  }

  private static String line(String name, byte[] bytes) {
    return name + " " + bytes.length + " " + Digest.of(bytes).toString().substring(7) + "\n";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"python", "nodejs"})
  void theLibrariesAreSharedObjectsThatNeedSeccomp(String language) throws IOException {
    String why = "the sandbox's libraries were not compiled";
    boolean compiler = CommandLine.find("gcc", why).isPresent();
    boolean seccomp =
        CommandLine.find("pkg-config", why)
            .filter(p -> CommandLine.of(p, "--exists", "libseccomp").run().exitCode() == 0)
            .isPresent();
    assumeTrue(compiler && seccomp, "gcc, pkg-config, libseccomp-dev");
    sandbox();
    go(
            "build",
            "-buildmode=c-shared",
            "-ldflags=-s -w",
            "-o",
            "library.so",
            "./cmd/lib/" + language)
        .with("CGO_ENABLED", "1")
        .run()
        .orFail();

    assertThat(text(Files.readAllBytes(folder.resolve("library.so"))))
        .contains("core/lib/" + language + ".", "libseccomp.so.2");
  }

  @Test
  void versionsStandWhereUpstreamHasThem() throws IOException {
    MiniatureSources.writePluginDaemon(
        folder, Generation.INTERNAL_MANIFEST, "1.23.3", Optional.of("go1.23.4"), "1.25");
    MiniatureSources.writeSandbox(folder.resolve("s"), "1.24.11", Optional.empty(), "1.24.13");

    assertThat(folder.resolve("go.mod"))
        .hasContent(
            "module " + MODULE.replaceFirst("/$", "") + "\n\ngo 1.23.3\n\ntoolchain go1.23.4");
    assertThat(Files.readString(folder.resolve("docker/local.dockerfile")))
        .contains("FROM golang:1.25-alpine AS builder", "internal/manifest.VersionX=");
    assertThat(folder.resolve("internal/manifest/manifest.go")).exists();
    assertThat(folder.resolve("pkg")).doesNotExist();
    assertThat(Files.readString(folder.resolve("s/go.mod"))).endsWith("\n\ngo 1.24.11\n");
    assertThat(Files.readString(folder.resolve("s/docker/Dockerfile"))).contains("golang:1.24.13-");
  }
}
