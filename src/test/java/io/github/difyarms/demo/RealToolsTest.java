package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.HttpSink;
import io.github.difyarms.testing.LayoutSink;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.RealRegistries;
import io.github.difyarms.testing.Rootfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What skopeo, crane and podman make of the embedded registry and the miniature images. */
class RealToolsTest {
  private static final String REPOSITORY = "langgenius/dify-api";

  private final EmbeddedRegistry embedded = EmbeddedRegistry.start();

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void stop() {
    embedded.close();
  }

  private static String installed(String program) {
    Optional<String> path = CommandLine.find(program, "not checked with it");
    assumeTrue(path.isPresent(), program);
    return path.orElseThrow();
  }

  private String image(String registry) {
    return "docker://" + registry + "/" + REPOSITORY + ":1.16.1";
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-registry", "registry"})
  void skopeoCopiesWholeIndexesThereAndBack(String program) {
    String skopeo = installed("skopeo");
    try (RealRegistries real = running(program)) {
      RawManifest index =
          MiniatureImages.builder().rich().build().pushTo(embedded, REPOSITORY, "1.16.1");

      copyAll(skopeo, image(embedded.address()), image(real.address()));
      copyAll(skopeo, image(real.address()), "docker://" + embedded.address() + "/back:1");

      assertThat(embedded.manifest("back", "1")).contains(index);
    }
  }

  private static RealRegistries running(String program) {
    Optional<RealRegistries> real = RealRegistries.start(program, false);
    assumeTrue(real.isPresent(), program);
    return real.orElseThrow();
  }

  private static void copyAll(String skopeo, String from, String to) {
    CommandLine.of(
            skopeo,
            "copy",
            "--all",
            "--preserve-digests",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            from,
            to)
        .run()
        .orFail();
  }

  @Test
  void skopeoReadsTheLayoutAndADockerListKeepsItsDigest() {
    String skopeo = installed("skopeo");
    RawManifest index =
        MiniatureImages.builder().build().pushTo(new LayoutSink(folder), REPOSITORY, "1.16.1");
    RawManifest list =
        MiniatureImages.builder().dockerList().build().pushTo(embedded, REPOSITORY, "1.16.1");

    copyAll(skopeo, "oci:" + folder + ":1.16.1", "docker://" + embedded.address() + "/oci:1");
    copyAll(skopeo, image(embedded.address()), "docker://" + embedded.address() + "/list:1");

    assertThat(embedded.manifest("oci", "1")).contains(index);
    assertThat(embedded.manifest("list", "1")).contains(list);
  }

  @Test
  void skopeoAnswersChallengesOfBothKinds() {
    String skopeo = installed("skopeo");
    try (EmbeddedRegistry basic = EmbeddedRegistry.builder().basicAuth("a", "b").start();
        EmbeddedRegistry bearer = EmbeddedRegistry.builder().bearerAuth("c", "d").start()) {
      RawManifest index = MiniatureImages.builder().build().pushTo(basic, REPOSITORY, "1.16.1");

      CommandLine.of(
              skopeo,
              "copy",
              "--all",
              "--src-tls-verify=false",
              "--dest-tls-verify=false",
              "--src-creds=a:b",
              "--dest-creds=c:d",
              image(basic.address()),
              image(bearer.address()))
          .run()
          .orFail();

      assertThat(bearer.manifest(REPOSITORY, "1.16.1")).contains(index);
      assertThat(bearer.tokenRequests()).isPositive();
    }
  }

  @Test
  void craneValidatesEachPlatformAndCopiesWithMounts() {
    String crane = installed("crane");
    RawManifest index = MiniatureImages.builder().build().pushTo(embedded, REPOSITORY, "1");
    String source = embedded.address() + "/" + REPOSITORY + ":1";

    for (String platform : new String[] {"linux/amd64", "linux/arm64"}) {
      CommandLine.of(crane, "validate", "--insecure", "--platform", platform, "--remote", source)
          .run()
          .orFail();
    }
    CommandLine.of(crane, "copy", "--insecure", source, embedded.address() + "/mirror:1")
        .run()
        .orFail();

    assertThat(embedded.manifest("mirror", "1")).contains(index);
    assertThat(embedded.uploadedBytes("mirror")).isZero();
  }

  @Test
  void podmanRunsAMiniatureWithItsOwnersAndModes() throws IOException {
    Optional<Path> rootfs = Rootfs.create(folder.resolve("rootfs"));
    Optional<Podman> found = Podman.over(folder.resolve("podman"));
    assumeTrue(rootfs.isPresent() && found.isPresent(), "podman, runc, busybox, bash");
    try (Podman podman = found.orElseThrow()) {
      MiniatureImages.builder()
          .rich()
          .platforms("linux/amd64")
          .rootfs(rootfs.orElseThrow())
          .build()
          .pushTo(embedded, REPOSITORY, "1.16.1");
      String image = embedded.address() + "/" + REPOSITORY + ":1.16.1";
      podman.command("pull", "-q", "--tls-verify=false", image).run().orFail();

      String launch = podman.run(image, "argument").run().orFail();
      String modes =
          podman
              .run(
                  "--entrypoint",
                  "/bin/stat",
                  image,
                  "-c",
                  "%n %a %u:%g",
                  "/app",
                  "/app/api",
                  "/app/api/docker",
                  "/entrypoint.sh")
              .run()
              .orFail();

      assertThat(launch)
          .contains("miniature dify-api, mode api")
          .contains("gunicorn [--no-control-socket] [--bind] [0.0.0.0:5001]")
          .endsWith("[app:socketio_app]\n");
      assertThat(modes)
          .isEqualTo(
              """
              /app 770 1001:1001
              /app/api 2775 1001:1001
              /app/api/docker 755 1001:1001
              /entrypoint.sh 755 1001:1001
              """);
    }
  }

  @Test
  void aRegistryWithAPasswordTakesWhatTheSinkPushes() {
    Optional<RealRegistries> real = RealRegistries.start("docker-registry", true);
    assumeTrue(real.isPresent(), "docker-registry");
    try (RealRegistries registry = real.orElseThrow()) {
      HttpSink sink =
          new HttpSink(registry.address(), RealRegistries.USER, RealRegistries.PASSWORD);
      MiniatureImages.builder().build().pushTo(sink, REPOSITORY, "1.16.1");

      CommandLine.Outcome anonymous =
          CommandLine.of(
                  installed("skopeo"),
                  "inspect",
                  "--tls-verify=false",
                  "--raw",
                  image(registry.address()))
              .run();

      assertThat(anonymous.exitCode()).isNotZero();
      assertThat(anonymous.output()).contains("authentication required");
    }
  }
}
