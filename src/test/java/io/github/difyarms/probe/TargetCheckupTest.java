package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.RecordedRequest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.registry.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the probe of a target finds and leaves, with the embedded registry and with scripts. */
class TargetCheckupTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";
  private static final long HOURS = Duration.ofHours(1).toNanos();

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static void push(EmbeddedRegistry registry, String repository) {
    MiniatureImages.builder().build().pushTo(registry, repository, "1.16.1");
  }

  private static void assertNothingLeft(EmbeddedRegistry registry) {
    assertThat(registry.unfinishedUploads()).isZero();
    assertThat(registry.tags(TARGET)).isEmpty();
    assertThat(registry.recorded())
        .filteredOn(request -> request.status() == 201)
        .as("nothing was stored")
        .isEmpty();
  }

  @Test
  void aFreshTargetIsLeftAsItWas() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      push(registry, BASE);

      Bench.Found found = bench.target(registry.address(), TARGET, BASE + ":1.16.1");

      assertThat(found.of(Status.PROBLEM)).isEmpty();
      assertThat(found.of(Status.WARNING)).isEmpty();
      assertThat(found.status("target.push")).isEqualTo(Status.OK);
      assertThat(found.status("target.single")).isEqualTo(Status.OK);
      assertThat(found.status("target.chunks")).isEqualTo(Status.OK);
      assertThat(found.get("target.mount").summary()).contains("shows at the first push");
      assertNothingLeft(registry);
    }
  }

  @Test
  void everyUploadThatIsBegunIsCancelled() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      push(registry, BASE);

      bench.target(registry.address(), TARGET, BASE + ":1.16.1");

      assertThat(registry.recorded())
          .filteredOn(r -> r.method().equals("POST"))
          .hasSize(4)
          .allMatch(r -> r.status() == 202);
      assertThat(registry.recorded())
          .filteredOn(r -> r.method().equals("DELETE") && r.path().contains("/uploads/"))
          .hasSize(4)
          .allMatch(r -> r.status() == 204);
    }
  }

  @Test
  void aLayerThatTheTargetHasAlreadyShowsThatMountsAreGranted() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      push(registry, BASE);
      push(registry, TARGET);

      Bench.Found found = bench.target(registry.address(), TARGET, BASE + ":1.16.1");

      assertThat(found.get("target.mount").summary()).contains("layers of the base are mounted");
      assertThat(registry.unfinishedUploads()).isZero();
    }
  }

  @Test
  void refusedMountsAreAWarning() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().refuseMounts().start()) {
      push(registry, BASE);
      push(registry, TARGET);

      Finding mount =
          bench.target(registry.address(), TARGET, BASE + ":1.16.1").get("target.mount");

      assertThat(mount.status()).isEqualTo(Status.WARNING);
      assertThat(mount.summary()).contains("mounts are not granted");
      assertThat(registry.unfinishedUploads()).isZero();
    }
  }

  @Test
  void aLimitOfBodiesIsToldAsChunksNeeded() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().bodyLimit(4).start()) {
      Bench.Found found = bench.target(reference(registry), Optional.empty());

      assertThat(found.get("target.chunks").detail().orElse("")).contains("413");
      assertThat(registry.unfinishedUploads()).isZero();
    }
  }

  private static ImageReference reference(EmbeddedRegistry registry) {
    return ImageReference.parse(registry.address() + "/" + TARGET);
  }

  @Test
  void theLeastLengthOfChunksIsNamed() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.builder().chunkMinLength(5000).start()) {
      Bench.Found found = bench.target(reference(registry), Optional.empty());

      assertThat(found.get("target.chunks").summary()).contains("at least 5000 bytes");
    }
  }

  @Test
  void tokensAndPasswordsAreUsedAndTheirSourceIsNamedButNoSecret() {
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.builder().bearerAuth("arms", "s3cret-word").start()) {
      bench.with(r -> Optional.of(new Credential("arms", "s3cret-word", "settings.xml server x")));

      Bench.Found found = bench.target(reference(registry), Optional.empty());

      assertThat(found.status("target.push")).isEqualTo(Status.OK);
      assertThat(found.get("target.credentials").summary()).contains("settings.xml server x");
      assertThat(found.all().toString()).doesNotContain("s3cret-word");
    }
  }

  @Test
  void aRefusedPasswordIsOneProblemAndTheAbilitiesAreSkipped() {
    try (EmbeddedRegistry registry =
        EmbeddedRegistry.builder().basicAuth("arms", "s3cret-word").start()) {
      bench.with(r -> Optional.of(new Credential("arms", "wr0ng-word", "the helper")));

      Bench.Found found = bench.target(reference(registry), Optional.empty());

      assertThat(found.of(Status.PROBLEM)).hasSize(1);
      assertThat(found.get("target.push").detail().orElse("")).contains("the helper");
      assertThat(found.status("target.chunks")).isEqualTo(Status.SKIPPED);
      assertThat(found.all().toString()).doesNotContain("wr0ng-word");
    }
  }

  @Test
  void whereNobodyListensThatIsTheOneProblem() {
    Bench.Found found =
        bench.target(ImageReference.parse("127.0.0.1:1/" + TARGET), Optional.empty());

    assertThat(found.ids()).containsExactly("target.connection", "target.push");
    assertThat(found.get("target.connection").detail().orElse("")).contains("DA-201");
    assertThat(found.status("target.push")).isEqualTo(Status.SKIPPED);
  }

  @Test
  void aRepositoryThatMustBeMadeFirstIsNamed() {
    try (LoopbackServer server =
        LoopbackServer.http(
            request ->
                request.method().equals("POST")
                    ? Reply.of(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}")
                    : Reply.of(200))) {
      Finding push =
          bench
              .target(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty())
              .get("target.push");

      assertThat(push.status()).isEqualTo(Status.PROBLEM);
      assertThat(push.remedy().orElse("")).startsWith("create the repository");
    }
  }

  @Test
  void aHostThatIsNoRegistryIsAWarning() {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(404, "<html>"))) {
      Finding connection =
          bench
              .target(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty())
              .get("target.connection");

      assertThat(connection.summary()).contains("not as a registry does");
    }
  }

  @Test
  void aClockThatIsFarOffIsAProblem() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      bench.at(() -> Instant.now().plus(Duration.ofHours(1)));

      Finding clock = bench.target(reference(registry), Optional.empty()).get("target.clock");

      assertThat(clock.status()).isEqualTo(Status.PROBLEM);
      assertThat(clock.summary()).contains("ahead of");
    }
  }

  @Test
  void uploadsToAnotherHostNameThatHost() {
    try (LoopbackServer other = LoopbackServer.http(request -> Reply.of(204));
        LoopbackServer server =
            LoopbackServer.http(
                request ->
                    request.method().equals("POST")
                        ? Reply.of(202).with("Location", other.url("/upload/1"))
                        : Reply.of(200))) {
      Bench.Found found =
          bench.target(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty());

      assertThat(found.get("target.uploads").summary()).endsWith(other.authority());
      assertThat(other.asked()).contains("DELETE /upload/1");
    }
  }

  @Test
  void aRegistryThatTakesAnyIndexGetsToldToForgetIt() {
    try (LoopbackServer server =
        LoopbackServer.http(
            request ->
                request.method().equals("PUT") && request.path().contains("/manifests/")
                    ? Reply.of(201)
                    : request.method().equals("POST")
                        ? Reply.of(202).with("Location", "/upload")
                        : Reply.of(200))) {
      Bench.Found found =
          bench.target(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty());

      assertThat(found.get("target.index").summary()).contains("a digest that it does not have");
      assertThat(server.asked())
          .filteredOn(asked -> asked.startsWith("DELETE /v2/" + TARGET + "/manifests/"))
          .hasSize(3 * 2 + 1);
    }
  }

  /** Takes whatever is put, and answers all that is deleted or looked for with one status. */
  private static LoopbackServer lax(int status) {
    return LoopbackServer.http(
        request ->
            switch (request.method()) {
              case "PUT" -> Reply.of(201);
              case "POST" -> Reply.of(202).with("Location", "/upload");
              case "DELETE" -> Reply.of(request.path().startsWith("/upload") ? 204 : 405);
              case "HEAD" -> Reply.of(status);
              default -> Reply.of(200);
            });
  }

  @Test
  void whatALaxRegistryKeepsIsNamedWithItsDigests() {
    try (LoopbackServer server = lax(200)) {
      Finding left =
          bench
              .target(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty())
              .get("target.left");

      assertThat(left.status()).isEqualTo(Status.WARNING);
      assertThat(left.remedy().orElse("")).startsWith("delete it");
      assertThat(left.detail().orElse("").lines())
          .hasSize(2 + 3 * 2)
          .contains("blob sha256:none")
          .allMatch(line -> line.matches("(blob|manifest) sha256:(none|[0-9a-f]{64})"));
    }
  }

  @Test
  void whatIsNotThereIsNotLeft() {
    try (LoopbackServer server = lax(404)) {
      Bench.Found found =
          bench.target(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty());

      assertThat(found.ids()).doesNotContain("target.left");
      assertThat(found.status("target.index")).isEqualTo(Status.PROBLEM);
      assertThat(server.asked()).contains("DELETE /v2/" + TARGET + "/blobs/sha256:none");
    }
  }

  @Test
  void anUploadInWhichTheRegistryHangsIsCancelledWhenTheTimeIsOver() {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (LoopbackServer server =
        LoopbackServer.http(
            request -> {
              if (request.method().equals("PUT")) {
                hanging.countDown();
                await(end);
              }
              return request.method().equals("POST")
                  ? Reply.of(202).with("Location", "/upload")
                  : Reply.of(204);
            })) {
      Doctor doctor = new Doctor(Duration.ofMinutes(1), () -> hanging.getCount() == 0 ? HOURS : 0);
      TargetCheckup checkup =
          bench.checkup(ImageReference.parse(server.authority() + "/" + TARGET), Optional.empty());
      Checkup other =
          new Checkup() {
            @Override
            public Group group() {
              return Group.TOOLS;
            }

            @Override
            public String name() {
              return "other";
            }

            @Override
            public void run(Findings findings) {
              await(hanging);
            }
          };

      DoctorReport report = doctor.examine(List.of(checkup, other), finding -> {});

      assertThat(server.asked()).endsWith("PUT /upload?digest=sha256%3Anone", "DELETE /upload");
      assertThat(report.findings()).extracting(Finding::id).endsWith("target.single");
      end.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void recordedRequestsOfAFreshTargetAreFew() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      push(registry, BASE);

      bench.target(registry.address(), TARGET, BASE + ":1.16.1");

      assertThat(registry.recorded().stream().map(RecordedRequest::method)).hasSizeLessThan(22);
    }
  }
}
