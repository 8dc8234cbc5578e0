package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.StartScript;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.Rootfs;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that stays on this machine, from the registry to the tars, judged by other tools. */
class ArchivesTest {
  private static final String BASE = "langgenius/dify-api";
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private String push(MiniatureImages.Builder images) {
    images.build().pushTo(registry, BASE, "1.16.1");
    return registry.address() + "/" + BASE + ":1.16.1";
  }

  private Workshop workshop() {
    return new Workshop(directory);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void podmanLoadsATarForEachPlatformAndRunsItsOwn() throws IOException {
    Optional<Podman> found = Podman.over(directory.resolve("podman"));
    Optional<Path> rootfs = Rootfs.create(directory.resolve("rootfs"));
    assumeTrue(found.isPresent() && rootfs.isPresent(), "podman, busybox or bash is missing");
    assumeTrue(System.getProperty("os.arch").equals("amd64"));
    String base =
        push(MiniatureImages.builder().rootfs(rootfs.orElseThrow()).script(StartScript.GEVENT));

    List<Path> tars =
        workshop().tags("{upstreamTag}-arms", "latest").tars(base, "example.com/acme/dify-api");

    assertThat(names(directory.resolve("out")))
        .containsExactly(".lock", "api", "api-linux-amd64.tar", "api-linux-arm64.tar", "images");
    try (Podman podman = found.orElseThrow()) {
      for (Path tar : List.of(tars.get(1), tars.get(0))) {
        assertThat(podman.command("load", "-i", tar.toString()).run().orFail())
            .contains("example.com/acme/dify-api:1.16.1-arms", "example.com/acme/dify-api:latest");
        String image = "example.com/acme/dify-api:1.16.1-arms";
        String architecture =
            podman.command("inspect", "--format", "{{.Architecture}}", image).run().orFail();
        assertThat(tar.toString()).endsWith("-" + architecture.strip() + ".tar");
      }
      String printed =
          podman
              .run("--env", "DIFY_ARMS_ENABLED=false", "example.com/acme/dify-api:latest")
              .run()
              .orFail();
      assertThat(printed).contains("dify-arms: switched off by DIFY_ARMS_ENABLED", "app:app");
    }
  }

  @Test
  void skopeoReadsTheTarsAndCopiesTheLayoutWithAllPlatforms() throws IOException {
    Optional<String> skopeo = CommandLine.find("skopeo", "tars and layout were not read with it");
    assumeTrue(skopeo.isPresent());
    String base = push(MiniatureImages.builder().dockerList());

    List<Path> tars = workshop().tars(base, "dify-api");

    for (Path tar : tars) {
      String told =
          CommandLine.of(skopeo.get(), "inspect", "docker-archive:" + tar + ":dify-api:1.16.1-arms")
              .run()
              .orFail();
      String architecture = tar.toString().replaceAll(".*-(\\w+)\\.tar", "$1");
      assertThat(told).contains("\"Architecture\": \"" + architecture + "\"");
    }
    String layout = "oci:" + directory.resolve("out/images") + ":1.16.1-arms";
    CommandLine.of(skopeo.get(), "copy", "--all", layout, "dir:" + directory.resolve("all"))
        .run()
        .orFail();
    for (String architecture : List.of("amd64", "arm64")) {
      CommandLine.of(
              skopeo.get(),
              "--override-arch",
              architecture,
              "copy",
              layout,
              "dir:" + directory.resolve(architecture))
          .run()
          .orFail();
    }
    assertThat(names(directory.resolve("all")).size())
        .isGreaterThan(names(directory.resolve("arm64")).size());
  }

  @Test
  void twoMachinesMakeTheSameTars() throws IOException {
    String base = push(MiniatureImages.builder());

    List<Path> one = workshop().tars(base, "dify-api");
    List<Path> two = workshop().cache("other").output("elsewhere").tars(base, "dify-api");

    for (int i = 0; i < one.size(); i++) {
      assertThat(two.get(i)).hasSameBinaryContentAs(one.get(i));
    }
  }

  @Test
  void anUnchangedBuildReadsNothingAndPacksOnlyWhatIsMissing() throws IOException {
    String base = push(MiniatureImages.builder());
    List<Path> tars = workshop().tars(base, "dify-api");
    byte[] packed = Files.readAllBytes(tars.get(1));
    Files.setLastModifiedTime(tars.get(0), LONG_AGO);
    Files.delete(tars.get(1));
    registry.reset();

    workshop().tars(base, "dify-api");

    assertThat(registry.requests()).isEqualTo(1);
    assertThat(Files.getLastModifiedTime(tars.get(0))).isEqualTo(LONG_AGO);
    assertThat(tars.get(1)).hasBinaryContent(packed);
  }

  @Test
  void aChangeOfTheScriptReadsNoLayerOfTheBaseAgain() throws IOException {
    String base = push(MiniatureImages.builder());
    List<Path> tars = workshop().tars(base, "dify-api");
    byte[] before = Files.readAllBytes(tars.get(0));
    registry.reset();

    workshop().agentVersion("2.0.0").tars(base, "dify-api");

    assertThat(registry.downloadedBlobs()).isEmpty();
    assertThat(Files.readAllBytes(tars.get(0))).isNotEqualTo(before);
  }

  @Test
  void bytesOfAnotherDigestLeaveTheTarsOfTheLastBuildAsTheyWere() throws IOException {
    String base = push(MiniatureImages.builder());
    List<Path> tars = workshop().tars(base, "dify-api");
    byte[] before = Files.readAllBytes(tars.get(0));
    RawManifest second =
        MiniatureImages.builder().fillerMegabytes(1).build().pushTo(registry, BASE, "2.0.0");
    Digest wrong =
        layers(second.digest().toString()).stream()
            .filter(layer -> !layers("1.16.1").contains(layer))
            .findFirst()
            .orElseThrow();

    try (LoopbackServer liar = LoopbackServer.http(request -> answer(request, wrong))) {
      String other = liar.authority() + "/" + BASE + ":2.0.0";
      assertThatThrownBy(() -> workshop().tars(other, "dify-api")).hasMessageContaining("DA-204");
    }

    assertThat(names(directory.resolve("out")))
        .containsExactly(".lock", "api", "api-linux-amd64.tar", "api-linux-arm64.tar", "images");
    assertThat(tars.get(0)).hasBinaryContent(before);
    assertThat(directory.resolve("out/images/blobs/sha256").resolve(wrong.hex())).doesNotExist();
  }

  @Test
  void aBlobDamagedOnDiskLeavesEveryTarAsItWasAndIsReadAgainByTheNextBuild() throws IOException {
    String base = push(MiniatureImages.builder());
    List<Path> tars = workshop().tars(base, "dify-api");
    byte[] before = Files.readAllBytes(tars.get(0));
    Path blobs = directory.resolve("out/images/blobs/sha256");
    Digest last = layers("1.16.1", 1).get(0);
    assertThat(layers("1.16.1", 0)).doesNotContain(last);
    byte[] bytes = Files.readAllBytes(blobs.resolve(last.hex()));
    bytes[bytes.length / 2]++;
    Files.write(blobs.resolve(last.hex()), bytes);

    assertThatThrownBy(() -> workshop().agentVersion("2.0.0").tars(base, "dify-api"))
        .hasMessageContaining("DA-204");
    assertThat(names(directory.resolve("out")))
        .containsExactly(".lock", "api", "api-linux-amd64.tar", "api-linux-arm64.tar", "images");
    assertThat(tars.get(0)).hasBinaryContent(before);
    registry.reset();

    workshop().agentVersion("2.0.0").tars(base, "dify-api");

    assertThat(registry.downloadedBlobs()).contains(last);
    assertThat(Files.readAllBytes(tars.get(0))).isNotEqualTo(before);
  }

  /** Returns the layers of an index's first image. */
  private List<Digest> layers(String index) {
    return layers(index, 0);
  }

  private List<Digest> layers(String index, int image) {
    RawManifest top = registry.manifest(BASE, index).orElseThrow();
    String child = ImageIndex.of(top).images().get(image).digest().toString();
    return ImageManifest.of(registry.manifest(BASE, child).orElseThrow()).layers().stream()
        .map(Descriptor::digest)
        .toList();
  }

  /** A registry that gives the bytes of the other one, but for one blob. */
  private Reply answer(LoopbackServer.Seen request, Digest wrong) {
    String identifier = request.path().substring(request.path().lastIndexOf('/') + 1);
    if (request.path().contains("/manifests/")) {
      RawManifest manifest = registry.manifest(BASE, identifier).orElseThrow();
      return Reply.of(200, manifest.bytes())
          .with("Content-Type", manifest.mediaType())
          .with("Docker-Content-Digest", manifest.digest().toString());
    }
    if (request.path().contains("/blobs/")) {
      byte[] blob = registry.blob(BASE, Digest.parse(identifier)).orElseThrow();
      if (identifier.equals(wrong.toString())) {
        blob = blob.clone();
        blob[blob.length / 2]++;
      }
      return Reply.of(200, blob);
    }
    return Reply.of(200);
  }
}
