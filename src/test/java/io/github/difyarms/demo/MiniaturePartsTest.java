package io.github.difyarms.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.Rootfs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The miniatures of the plugin daemon and the sandbox. */
class MiniaturePartsTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");

  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private ObjectNode push(MiniatureImages.Builder image) {
    return Json.readObject(image.build().pushTo(registry, "r", "t").bytes(), "top");
  }

  private ObjectNode manifest(ObjectNode top) {
    String digest = top.at("/manifests/0/digest").asText();
    return Json.readObject(registry.manifest("r", digest).orElseThrow().bytes(), "manifest");
  }

  private byte[] blob(JsonNode descriptor) {
    return registry.blob("r", Digest.parse(descriptor.path("digest").asText())).orElseThrow();
  }

  private JsonNode run(ObjectNode manifest) {
    return Json.readObject(blob(manifest.path("config")), "config").path("config");
  }

  /** Lists a layer, {@code mode uid:gid path}. */
  private List<String> list(JsonNode layer) throws IOException {
    List<String> lines = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(blob(layer))))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String mode = Integer.toOctalString(e.getMode() & 07777);
        String owner = e.getLongUserId() + ":" + e.getLongGroupId();
        lines.add(mode + " " + owner + " " + e.getName());
      }
    }
    return lines;
  }

  @Test
  void theLocalDaemonIsADockerListAndStartsBelowTini() throws IOException {
    ObjectNode top = push(MiniatureImages.pluginDaemonLocal());
    ObjectNode manifest = manifest(top);

    assertThat(top.path("mediaType").asText()).isEqualTo(MediaTypes.DOCKER_LIST);
    assertThat(top.path("manifests")).hasSize(2);
    assertThat(manifest.path("layers")).hasSize(8);
    assertThat(list(manifest.path("layers").path(6)))
        .containsExactly("755 0:0 app/", "755 0:0 app/commandline", "755 0:0 app/main");
    assertThat(run(manifest).path("Entrypoint").toString()).isEqualTo("[\"/usr/bin/tini\",\"--\"]");
    assertThat(run(manifest).path("Cmd").toString())
        .isEqualTo("[\"/bin/bash\",\"-c\",\"/app/commandline migrate && exec /app/main\"]");
    assertThat(run(manifest).path("WorkingDir").asText()).isEqualTo("/app");
    assertThat(run(manifest).has("User")).isFalse();
  }

  @Test
  void theServerlessDaemonBelongsToItsUser() throws IOException {
    ObjectNode manifest = manifest(push(MiniatureImages.pluginDaemonServerless()));

    assertThat(list(manifest.path("layers").path(6)))
        .containsExactly("755 1000:1000 app/", "755 1000:1000 app/main");
    assertThat(run(manifest).path("User").asText()).isEqualTo("1000:1000");
    assertThat(run(manifest).at("/Healthcheck/Test").toString())
        .isEqualTo("[\"CMD\",\"./main\",\"health\"]");
    assertThat(run(manifest).path("Cmd").toString()).isEqualTo("[\"./main\"]");
  }

  @Test
  void theSandboxIsAnIndexWithAttestationsAndItsProgramLiesInTheRoot() throws IOException {
    ObjectNode top = push(MiniatureImages.sandbox());
    ObjectNode manifest = manifest(top);

    assertThat(top.path("mediaType").asText()).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(top.path("manifests")).hasSize(4);
    assertThat(list(manifest.path("layers").path(5)))
        .containsExactly("644 0:0 etc/miniature-main", "755 0:0 main");
    assertThat(list(manifest.path("layers").path(6)))
        .contains("644 0:0 conf/config.yaml", "755 0:0 dependencies/");
    assertThat(run(manifest).path("Entrypoint").toString()).isEqualTo("[\"/main\"]");
    ObjectNode later = manifest(push(MiniatureImages.sandboxWithStartScript()));
    assertThat(run(later).path("Entrypoint").toString()).isEqualTo("[\"/entrypoint.sh\"]");
    assertThat(list(later.path("layers").path(6))).contains("755 0:0 entrypoint.sh");
  }

  @Test
  void oddDaemonsAreWhatTheirNamesSay() throws IOException {
    assertThat(upper(Oddity.PARENTS_UNLISTED)).doesNotContain("755 0:0 app/");
    assertThat(upper(Oddity.NO_SCRIPT)).doesNotContain("755 0:0 app/main");
    assertThat(upper(Oddity.SCRIPT_WHITED_OUT)).contains("0 0:0 app/.wh.main");
  }

  private List<String> upper(Oddity oddity) throws IOException {
    ObjectNode manifest = manifest(push(MiniatureImages.pluginDaemonLocal().odd(oddity)));
    List<String> lines = list(manifest.path("layers").path(6));
    lines.addAll(list(manifest.path("layers").path(7)));
    return lines;
  }

  @Test
  void programsOfTheUsersOwnRunAsUpstreamRunsThem(@TempDir Path folder) throws IOException {
    Optional<Path> found = Rootfs.create(folder.resolve("rootfs"));
    Optional<Podman> podman = Podman.over(folder.resolve("podman"));
    assumeTrue(found.isPresent() && podman.isPresent(), "podman, runc, busybox, bash");
    Path rootfs = found.orElseThrow();
    Files.createDirectories(rootfs.resolve("usr/bin"));
    byte[] program = "#!/bin/bash\necho \"started as $(id -u): $0 $*\"\n".getBytes(US_ASCII);
    try (Podman engine = podman.orElseThrow()) {
      assertThat(output(engine, MiniatureImages.pluginDaemonLocal(), rootfs, program))
          .isEqualTo("miniature command line: migrate\nstarted as 0: /app/main \n");
      assertThat(output(engine, MiniatureImages.pluginDaemonServerless(), rootfs, program))
          .isEqualTo("started as 1000: ./main \n");
      assertThat(output(engine, MiniatureImages.sandboxWithStartScript(), rootfs, program))
          .isEqualTo("started as 0: /main \n");
    }
  }

  private String output(Podman engine, MiniatureImages.Builder image, Path rootfs, byte[] program) {
    image.platforms("linux/amd64").rootfs(rootfs).program(AMD64, program);
    image.build().pushTo(registry, "run", "t");
    String reference = registry.address() + "/run:t";
    engine.command("pull", "-q", "--tls-verify=false", reference).run().orFail();
    // Its health checks want systemd, which a container of a builder does not have.
    return engine.run("--no-healthcheck", reference).run().orFail();
  }

  @Test
  void skopeoReadsThem(@TempDir Path folder) {
    Optional<String> skopeo = CommandLine.find("skopeo", "not checked with it");
    assumeTrue(skopeo.isPresent(), "skopeo");
    push(MiniatureImages.pluginDaemonLocal().rich());
    String reference = "docker://" + registry.address() + "/r:t";

    CommandLine.of(
            skopeo.orElseThrow(),
            "copy",
            "--all",
            "--preserve-digests",
            "--src-tls-verify=false",
            reference,
            "dir:" + folder)
        .run()
        .orFail();
    assertThat(folder.resolve("manifest.json"))
        .hasBinaryContent(registry.manifest("r", "t").orElseThrow().bytes());
  }
}
