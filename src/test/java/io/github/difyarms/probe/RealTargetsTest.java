package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Seen;
import io.github.difyarms.testing.HttpSink;
import io.github.difyarms.testing.RealRegistries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The right verdict on each kind of registry: real ones, some of them behind a proxy. */
class RealTargetsTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";

  @TempDir private Path folder;

  private static RealRegistries start(String program) {
    Optional<RealRegistries> registry = RealRegistries.start(program, false);
    assumeTrue(registry.isPresent());
    return registry.get();
  }

  private static void push(RealRegistries registry, String repository) {
    MiniatureImages.builder()
        .build()
        .pushTo(new HttpSink(registry.address()), repository, "1.16.1");
  }

  private static Bench.Found examine(String address) {
    try (Bench bench = new Bench()) {
      return bench.target(address, TARGET, BASE + ":1.16.1");
    }
  }

  /**
   * A cancelled upload leaves empty folders in distribution's storage, and nothing to go on with.
   */
  private static List<String> left(RealRegistries registry) throws IOException {
    Path repository =
        registry.folder().resolve("storage/docker/registry/v2/repositories").resolve(TARGET);
    if (!Files.exists(repository)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(repository)) {
      return all.filter(Files::isRegularFile)
          .map(file -> repository.relativize(file).toString())
          .filter(name -> !name.contains("hashstates"))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-registry", "registry"})
  void aRealRegistryIsWellAndStaysEmpty(String program) throws IOException {
    try (RealRegistries registry = start(program)) {
      push(registry, BASE);

      Bench.Found found = examine(registry.address());

      assertThat(found.of(Status.PROBLEM)).isEmpty();
      assertThat(found.of(Status.WARNING)).isEmpty();
      assertThat(found.get("target.index").summary()).contains("knows OCI indexes");
      assertThat(found.get("target.chunks").summary()).contains("goes on where it stood");
      assertThat(found.get("target.single").summary()).contains("in one request");
      assertThat(found.get("target.deletion").summary()).contains("lets old images be deleted");
      assertThat(found.status("target.mount")).isEqualTo(Status.SKIPPED);
      assertThat(left(registry)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-registry", "registry"})
  void aRealRegistryGrantsAMountOfWhatIsThere(String program) throws IOException {
    try (RealRegistries registry = start(program)) {
      push(registry, BASE);
      push(registry, TARGET);
      List<String> before = left(registry);

      Bench.Found found = examine(registry.address());

      assertThat(found.get("target.mount").summary()).contains("are mounted");
      assertThat(left(registry)).containsExactlyInAnyOrderElementsOf(before);
    }
  }

  @Test
  void aRegistryWithAPasswordIsAskedWithIt() {
    Optional<RealRegistries> started = RealRegistries.start("docker-registry", true);
    assumeTrue(started.isPresent());
    try (RealRegistries registry = started.get();
        Bench bench = new Bench()) {
      Bench.Found found =
          bench.target(ImageReference.parse(registry.address() + "/" + TARGET), Optional.empty());

      assertThat(found.get("target.push").detail().orElse("")).contains("no credentials");
      assertThat(found.get("target.push").status()).isEqualTo(Status.PROBLEM);
    }
  }

  private static Optional<Reply> withoutMounts(Seen request) {
    return request.path().contains("mount=") ? Optional.of(Reply.of(405)) : Optional.empty();
  }

  /** Takes the parameters away, so that the registry begins an ordinary upload. */
  private static Seen unmounted(Seen request) {
    String path = request.path().replaceFirst("\\?mount=.*", "");
    return new Seen(request.method(), path, request.headers(), request.body());
  }

  @Test
  void aProxyThatForbidsMountsIsAWarningEvenBeforeTheFirstPush() throws IOException {
    try (RealRegistries registry = start("docker-registry");
        LoopbackServer proxy =
            LoopbackServer.http(Front.to(registry.address(), RealTargetsTest::withoutMounts))) {
      push(registry, BASE);

      Bench.Found found = examine(proxy.authority());

      assertThat(found.of(Status.WARNING)).extracting(Finding::id).containsExactly("target.mount");
      assertThat(found.get("target.mount").detail().orElse("")).contains("405");
      assertThat(left(registry)).isEmpty();
    }
  }

  @Test
  void aProxyThatLosesTheMountIsFoundOutByALayerThatIsThere() throws IOException {
    try (RealRegistries registry = start("docker-registry")) {
      LoopbackServer.Script onward = Front.to(registry.address(), request -> Optional.empty());
      try (LoopbackServer proxy =
          LoopbackServer.http(request -> onward.answer(unmounted(request)))) {
        push(registry, BASE);
        push(registry, TARGET);
        List<String> before = left(registry);

        Bench.Found found = examine(proxy.authority());

        assertThat(found.of(Status.WARNING))
            .extracting(Finding::id)
            .containsExactly("target.mount");
        assertThat(found.get("target.mount").summary()).contains("mounts are not granted");
        assertThat(left(registry)).containsExactlyInAnyOrderElementsOf(before);
      }
    }
  }

  private static Optional<Reply> chunksOnly(Seen request) {
    boolean whole = request.method().equals("PUT") && request.body().length > 0;
    boolean unnumbered =
        request.method().equals("PATCH") && request.headers().first("Content-Range").isEmpty();
    return request.path().contains("/uploads/") && (whole || unnumbered)
        ? Optional.of(Reply.of(whole ? 405 : 416))
        : Optional.empty();
  }

  @Test
  void aRegistryThatSpeaksChunksOnlyIsAWarningAboutTheOneRequest() throws IOException {
    try (RealRegistries registry = start("docker-registry");
        LoopbackServer proxy =
            LoopbackServer.http(Front.to(registry.address(), RealTargetsTest::chunksOnly))) {
      push(registry, BASE);

      Bench.Found found = examine(proxy.authority());

      assertThat(found.of(Status.WARNING)).extracting(Finding::id).containsExactly("target.single");
      assertThat(found.get("target.single").summary()).contains("builds send it in chunks");
      assertThat(found.status("target.chunks")).isEqualTo(Status.OK);
      assertThat(left(registry)).isEmpty();
    }
  }

  private Bench.Found tls(Certificates certificates) throws Exception {
    try (RealRegistries registry = start("docker-registry");
        LoopbackServer server =
            LoopbackServer.https(
                certificates.server(), Front.to(registry.address(), request -> Optional.empty()))) {
      push(registry, BASE);
      HttpOptions options =
          HttpOptions.defaults()
              .withCertificateDirectories(List.of(certificates.trusted(server.authority())));
      try (Bench bench = new Bench(options)) {
        return bench.target(server.authority(), TARGET, BASE + ":1.16.1");
      }
    }
  }

  @Test
  void anExpiredCertificateIsAProblemWithItsRemedy() throws Exception {
    Bench.Found found = tls(new Certificates(folder, "-10d", 5));

    assertThat(found.of(Status.PROBLEM))
        .extracting(Finding::id)
        .containsExactly("target.connection");
    Finding connection = found.get("target.connection");
    assertThat(connection.summary()).contains("has expired");
    assertThat(connection.detail().orElse("")).contains("NotAfter");
    assertThat(connection.remedy().orElse("")).contains("renew its certificate");
    assertThat(found.ids()).containsExactly("target.connection", "target.push");
  }

  @Test
  void aCertificateThatEndsSoonIsAWarning() throws Exception {
    Bench.Found found = tls(new Certificates(folder, "-1d", 6));

    assertThat(found.of(Status.WARNING))
        .extracting(Finding::id)
        .containsExactly("target.connection");
    assertThat(found.get("target.connection").summary()).contains("ends in 4 days");
    assertThat(found.status("target.push")).isEqualTo(Status.OK);
  }

  @Test
  void aGoodCertificateIsToldWithItsDays() throws Exception {
    Bench.Found found = tls(new Certificates(folder, "-1d", 91));

    assertThat(found.get("target.connection").summary()).contains("is good for 89 days");
    assertThat(found.of(Status.PROBLEM)).isEmpty();
  }
}
