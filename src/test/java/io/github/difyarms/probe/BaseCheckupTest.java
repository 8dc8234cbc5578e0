package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BaseCheckupTest {
  private static final String BASE = "/langgenius/dify-api:";

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void imagesThatAreThereAreToldWithTheirDigestsAndWhereLayersAreReadFrom() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");

      Bench.Found found = bench.base(registry.address() + BASE + "1.16.1");

      assertThat(found.ids())
          .containsExactly(
              "base.connection", "base.clock", "base.credentials", "base.image", "base.blobs");
      assertThat(found.get("base.image").summary()).contains("is there: sha256:");
      assertThat(found.get("base.blobs").summary()).endsWith("the registry itself");
      assertThat(found.get("base.credentials").summary()).contains("anonymously");
    }
  }

  @Test
  void anImageThatIsNotThereIsAProblemAndTheOthersAreLookedAt() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");

      Bench.Found found =
          bench.base(registry.address() + BASE + "9.9.9", registry.address() + BASE + "1.16.1");

      assertThat(found.of(Status.PROBLEM))
          .extracting(Finding::summary)
          .containsExactly("base image " + registry.address() + BASE + "9.9.9 is not there");
      assertThat(found.status("base.blobs")).isEqualTo(Status.OK);
    }
  }

  @Test
  void theHostThatLayersAreReadFromIsNamed() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start();
        LoopbackServer proxy =
            LoopbackServer.http(
                Front.to(
                    registry.address(),
                    request ->
                        request.path().contains("/blobs/")
                            ? Optional.of(
                                Reply.of(307)
                                    .with(
                                        "Location",
                                        "http://" + registry.address() + request.path()))
                            : Optional.empty()))) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");

      Bench.Found found = bench.base(proxy.authority() + BASE + "1.16.1");

      assertThat(found.get("base.blobs").summary()).endsWith("are read from " + registry.address());
    }
  }

  @Test
  void whereNobodyListensTheImagesAreSkipped() {
    Bench.Found found = bench.base("127.0.0.1:1" + BASE + "1.16.1");

    assertThat(found.ids()).containsExactly("base.connection", "base.image");
    assertThat(found.status("base.connection")).isEqualTo(Status.PROBLEM);
    assertThat(found.get("base.connection").remedy().orElse("")).endsWith("from.registry");
  }
}
