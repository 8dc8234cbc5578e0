package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.StartScript;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Cost;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.HttpSink;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.RealRegistries;
import io.github.difyarms.testing.Rootfs;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole build against the embedded registry and two real ones, judged by other tools. */
class BuildContractTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";

  @TempDir Path directory;

  enum Kind {
    EMBEDDED,
    DOCKER_REGISTRY,
    DISTRIBUTION
  }

  /** A registry of some kind, to be closed. */
  private record Place(String address, ImageSink sink, AutoCloseable process)
      implements AutoCloseable {
    static Place of(Kind kind, boolean password) {
      if (kind == Kind.EMBEDDED) {
        EmbeddedRegistry.Builder builder = EmbeddedRegistry.builder();
        EmbeddedRegistry registry =
            (password ? builder.bearerAuth(RealRegistries.USER, RealRegistries.PASSWORD) : builder)
                .start();
        return new Place(registry.address(), registry, registry);
      }
      String program = kind == Kind.DOCKER_REGISTRY ? "docker-registry" : "registry";
      Optional<RealRegistries> real = RealRegistries.start(program, password);
      assumeTrue(real.isPresent(), program + " is not installed");
      String address = real.orElseThrow().address();
      ImageSink sink =
          password
              ? new HttpSink(address, RealRegistries.USER, RealRegistries.PASSWORD)
              : new HttpSink(address);
      return new Place(address, sink, real.orElseThrow());
    }

    String base() {
      return address + "/" + BASE + ":1.16.1";
    }

    String target() {
      return address + "/" + TARGET;
    }

    @Override
    public void close() {
      try {
        process.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anOciIndexIsPushedThatOtherToolsAccept(Kind kind) {
    try (Place place = Place.of(kind, false)) {
      MiniatureImages.builder().build().pushTo(place.sink(), BASE, "1.16.1");

      BuildResult result = new Workshop(directory).build(place.base(), place.target());

      ComponentResult api = result.components().get(0);
      assertThat(api.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
      accepted(place.target() + ":1.16.1-arms");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aDockerListStaysOne(Kind kind) {
    try (Place place = Place.of(kind, false)) {
      MiniatureImages.builder().dockerList().build().pushTo(place.sink(), BASE, "1.16.1");

      BuildResult result = new Workshop(directory).build(place.base(), place.target());

      assertThat(result.components().get(0).mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
      accepted(place.target() + ":1.16.1-arms");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void layersAreMountedAndTheSecondBuildPushesNothing(Kind kind) {
    try (Place place = Place.of(kind, false)) {
      MiniatureImages.builder().build().pushTo(place.sink(), BASE, "1.16.1");

      BuildResult first = new Workshop(directory).build(place.base(), place.target());
      BuildResult second = new Workshop(directory).build(place.base(), place.target());

      assertThat(first.requests()).isLessThanOrEqualTo(38);
      assertThat(first.components().get(0).platforms())
          .allSatisfy(platform -> assertThat(platform.transfers().mounted()).isEqualTo(8));
      assertThat(second.requests()).isEqualTo(2);
      assertThat(second.bytesSent()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPlanForetellsRequestsAndBytes(Kind kind) {
    for (boolean password : new boolean[] {false, true}) {
      try (Place place = Place.of(kind, password)) {
        MiniatureImages.builder().build().pushTo(place.sink(), BASE, "1.16.1");
        Workshop workshop = new Workshop(directory.resolve("password-" + password));
        if (password) {
          workshop.login(RealRegistries.USER, RealRegistries.PASSWORD);
        }
        for (int run = 0; run < 2; run++) {
          Cost expected = workshop.forecast(place.base(), place.target()).total().expected();

          BuildResult result = workshop.build(place.base(), place.target());

          assertThat(new Cost(result.requests(), result.bytesReceived(), result.bytesSent()))
              .isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anotherRegistryGetsTheLayersStreamed(Kind kind) {
    try (Place place = Place.of(kind, false);
        EmbeddedRegistry upstream = EmbeddedRegistry.start()) {
      MiniatureImages.builder().rich().build().pushTo(upstream, BASE, "1.16.1");

      BuildResult result =
          new Workshop(directory)
              .build(upstream.address() + "/" + BASE + ":1.16.1", place.target());

      assertThat(result.components().get(0).platforms())
          .allSatisfy(platform -> assertThat(platform.transfers().streamed()).isEqualTo(8));
      inspected(place.target() + ":1.16.1-arms");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPasswordIsGivenWhenTheRegistryAsks(Kind kind) {
    try (Place place = Place.of(kind, true)) {
      try (EmbeddedRegistry upstream = EmbeddedRegistry.start()) {
        MiniatureImages.builder().build().pushTo(upstream, BASE, "1.16.1");
        String base = upstream.address() + "/" + BASE + ":1.16.1";

        BuildResult result =
            new Workshop(directory)
                .login(RealRegistries.USER, RealRegistries.PASSWORD)
                .build(base, place.target());

        assertThat(result.components().get(0).digest()).isNotNull();
        assertThatThrownBy(
                () ->
                    new Workshop(directory.resolve("other"))
                        .login(RealRegistries.USER, "wrong-s3cret")
                        .build(base, place.target()))
            .isInstanceOf(DifyArmsException.class)
            .hasMessageContaining("DA-202")
            .hasMessageContaining("the test")
            .hasMessageNotContaining("wrong-s3cret");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void podmanRunsTheRewrittenScriptBelowUntouchedDirectories(Kind kind) throws IOException {
    Optional<Podman> found = Podman.over(directory.resolve("podman"));
    Optional<Path> rootfs = Rootfs.create(directory.resolve("rootfs"));
    assumeTrue(found.isPresent() && rootfs.isPresent(), "podman, busybox or bash is missing");
    boolean list = kind == Kind.DOCKER_REGISTRY;
    try (Place place = Place.of(kind, false);
        Podman podman = found.orElseThrow()) {
      MiniatureImages.Builder images =
          MiniatureImages.builder().rootfs(rootfs.orElseThrow()).script(StartScript.GEVENT);
      (list ? images.dockerList() : images).build().pushTo(place.sink(), BASE, "1.16.1");

      new Workshop(directory).build(place.base(), place.target());
      String image = place.target() + ":1.16.1-arms";
      podman.command("pull", "--quiet", "--tls-verify=false", image).run().orFail();

      String printed = podman.run("--env", "DIFY_ARMS_ENABLED=false", image).run().orFail();
      assertThat(printed).contains("dify-arms: switched off by DIFY_ARMS_ENABLED");
      assertThat(printed).contains("gunicorn", "app:app");
      String modes =
          podman
              .run(
                  "--entrypoint",
                  "/bin/busybox",
                  image,
                  "stat",
                  "-c",
                  "%n %a %u:%g",
                  "/app",
                  "/app/api",
                  "/app/api/docker",
                  "/entrypoint.sh")
              .run()
              .orFail();
      assertThat(modes)
          .contains(
              "/app 770 1001:1001",
              "/app/api 2775 1001:1001",
              "/app/api/docker 755 1001:1001",
              "/entrypoint.sh 755 1001:1001");
    }
  }

  @org.junit.jupiter.api.Test
  void anOciLayoutIsReadBySkopeo() {
    Optional<String> skopeo = CommandLine.find("skopeo", "the layout was not checked with it");
    assumeTrue(skopeo.isPresent(), "skopeo");
    try (Place place = Place.of(Kind.EMBEDDED, false)) {
      MiniatureImages.builder().build().pushTo(place.sink(), BASE, "1.16.1");
      Path layout = directory.resolve("layout");

      BuildResult result = new Workshop(directory).layout(place.base(), layout);

      String raw =
          CommandLine.of(skopeo.orElseThrow(), "inspect", "--raw", "oci:" + layout + ":1.16.1-arms")
              .run()
              .orFail();
      assertThat(raw)
          .contains(
              result.components().get(0).platforms().get(0).manifest().toString(),
              result.components().get(0).platforms().get(1).manifest().toString());
      CommandLine.of(
              skopeo.orElseThrow(),
              "copy",
              "--all",
              "--dest-tls-verify=false",
              "oci:" + layout + ":1.16.1-arms",
              "docker://" + place.address() + "/from/layout:1")
          .run()
          .orFail();
    }
  }

  private void accepted(String image) {
    inspected(image);
    CommandLine.find("crane", "images were not validated with it")
        .ifPresent(
            crane ->
                CommandLine.of(crane, "validate", "--insecure", "--remote", image).run().orFail());
  }

  private void inspected(String image) {
    CommandLine.find("skopeo", "images were not copied with it")
        .ifPresent(
            skopeo -> {
              for (String architecture : new String[] {"amd64", "arm64"}) {
                CommandLine.of(
                        skopeo,
                        "--override-arch",
                        architecture,
                        "copy",
                        "--src-tls-verify=false",
                        "docker://" + image,
                        "oci:" + directory.resolve("copy-" + architecture) + ":1")
                    .run()
                    .orFail();
              }
            });
  }
}
