package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureElf;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.SandboxProgram;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.Rootfs;
import io.github.difyarms.testing.Workshop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of both Go components, run: amd64 by podman from the pushed image, arm64 by qemu. */
class GoImagesRunTest {
  private static final String DAEMON = "langgenius/dify-plugin-daemon";
  private static final String SANDBOX = "langgenius/dify-sandbox";

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private BuildResult build(Optional<Path> rootfs) {
    push(MiniatureImages.pluginDaemonLocal(), rootfs, DAEMON, "0.6.3-local");
    push(MiniatureImages.sandbox(), rootfs, SANDBOX, "0.2.15");
    try (GoBench bench = new GoBench(directory)) {
      Workshop workshop = new Workshop(directory).with(bench.components());
      return workshop.run(
          List.of(
              workshop.request(
                  PluginDaemon.ID,
                  registry.address() + "/" + DAEMON + ":0.6.3-local",
                  registry.address() + "/acme/dify-plugin-daemon"),
              workshop.request(
                  Sandbox.ID,
                  registry.address() + "/" + SANDBOX + ":0.2.15",
                  registry.address() + "/acme/dify-sandbox")));
    }
  }

  private void push(
      MiniatureImages.Builder image, Optional<Path> rootfs, String repository, String tag) {
    rootfs.ifPresent(image::rootfs);
    image.build().pushTo(registry, repository, tag);
  }

  @Test
  void theHostsOwnPlatformRunsFromThePushedImage() throws IOException {
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
    Optional<Path> rootfs = Rootfs.create(directory.resolve("rootfs"));
    Optional<Podman> podman = Podman.over(directory.resolve("podman"));
    assumeTrue(rootfs.isPresent() && podman.isPresent());

    build(rootfs);

    try (Podman engine = podman.orElseThrow()) {
      String daemon = pull(engine, "acme/dify-plugin-daemon:0.6.3-local-arms");
      assertThat(run(engine, "--entrypoint", "/app/main", daemon, "--version"))
          .startsWith("0.6.3 2026-01-01T00:00:00+0000");
      assertThat(
              run(
                  engine,
                  "--entrypoint",
                  "/app/main",
                  "--env",
                  "ARMS_ENABLE=true",
                  "--env",
                  "ARMS_APP_NAME=dify-plugin-daemon",
                  daemon,
                  "--version"))
          .contains("instgo stand-in agent: started as dify-plugin-daemon");
      assertThat(run(engine, "--entrypoint", "/bin/stat", daemon, "-c", "%a %u:%g", "/app/main"))
          .isEqualTo("755 0:0\n");
      String sandbox = pull(engine, "acme/dify-sandbox:0.2.15-arms");
      assertThat(run(engine, "--entrypoint", "/main", sandbox, "--libraries"))
          .isEqualTo(libraries(MiniatureElf.Machine.AMD64));
    }
  }

  private String pull(Podman engine, String image) {
    String reference = registry.address() + "/" + image;
    engine.command("pull", "-q", "--tls-verify=false", reference).run().orFail();
    return reference;
  }

  private static String run(Podman engine, String... arguments) {
    return engine.run(arguments).run().orFail();
  }

  private static String libraries(MiniatureElf.Machine machine) {
    StringBuilder lines = new StringBuilder();
    for (SandboxProgram.Library library :
        List.of(SandboxProgram.Library.PYTHON, SandboxProgram.Library.NODEJS)) {
      byte[] bytes = library.bytes(machine);
      lines
          .append(library.file())
          .append(' ')
          .append(bytes.length)
          .append(' ')
          .append(Digest.of(bytes).hex())
          .append('\n');
    }
    return lines.toString();
  }

  @Test
  void theOtherPlatformRunsUnderQemu() throws IOException {
    Optional<String> qemu =
        CommandLine.find("qemu-aarch64-static", "no arm64 program of a result was run");
    assumeTrue(qemu.isPresent());

    BuildResult result = build(Optional.empty());

    Path daemon = program(result.components().get(0), "/app/main");
    Path sandbox = program(result.components().get(1), "/main");
    assertThat(CommandLine.of(qemu.get(), daemon.toString(), "--version").run().orFail())
        .startsWith("0.6.3 2026-01-01T00:00:00+0000");
    assertThat(CommandLine.of(qemu.get(), sandbox.toString(), "--libraries").run().orFail())
        .isEqualTo(libraries(MiniatureElf.Machine.ARM64));
  }

  /** Takes a program out of the pushed layer for arm64. */
  private Path program(ComponentResult component, String path) throws IOException {
    PlatformResult arm =
        component.platforms().stream()
            .filter(platform -> platform.platform().equals(Platform.parse("linux/arm64")))
            .findFirst()
            .orElseThrow();
    String repository = component.name().substring(component.name().indexOf('/') + 1);
    byte[] layer = registry.blob(repository, arm.layer().digest()).orElseThrow();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(layer)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (("/" + e.getName()).equals(path)) {
          Path file = directory.resolve(component.id() + "-program");
          Files.copy(tar, file);
          assertThat(file.toFile().setExecutable(true)).isTrue();
          return file;
        }
      }
    }
    throw new AssertionError("no " + path);
  }
}
