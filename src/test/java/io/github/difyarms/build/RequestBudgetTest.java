package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.Oddity;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as the registry counts them: 8 base layers, 2 platforms, mounts granted. */
class RequestBudgetTest {
  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private BuildResult build(Workshop workshop) {
    registry.reset();
    return workshop.build(
        registry.address() + "/langgenius/dify-api:1.16.1", registry.address() + "/acme/dify-api");
  }

  private void base(MiniatureImages.Builder images) {
    images.build().pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  @Test
  void aFirstPushWithOneCopyOfTheScriptTakes34() {
    base(MiniatureImages.builder().odd(Oddity.SECOND_COPY_WHITED_OUT));

    build(new Workshop(directory));

    assertThat(registry.requests()).isLessThanOrEqualTo(34);
    assertThat(registry.unfinishedUploads()).isZero();
  }

  @Test
  void aFirstPushWithTheSecondCopyInAnotherLayerTakes38() {
    base(MiniatureImages.builder());

    BuildResult result = build(new Workshop(directory));

    assertThat(registry.requests()).isLessThanOrEqualTo(38).isEqualTo(result.requests());
    assertThat(result.components().get(0).platforms().get(0).files()).hasSize(2);
  }

  @Test
  void baseLayersAreNeitherUploadedNorReadUnlessTheScriptIsInThem() {
    base(MiniatureImages.builder());

    BuildResult result = build(new Workshop(directory));

    long ours =
        result.components().get(0).platforms().stream()
            .map(platform -> platform.layer().digest())
            .distinct()
            .count();
    long uploads = registry.recorded().stream().filter(r -> r.method().equals("PUT")).count();
    assertThat(uploads).isEqualTo(ours + 2 + 3); // layers, configs, manifests and index
    assertThat(registry.downloadedBlobs()).hasSizeLessThanOrEqualTo(2 + 2 * 3);
    assertThat(result.components().get(0).platforms())
        .allSatisfy(platform -> assertThat(platform.transfers().mounted()).isEqualTo(8));
  }

  @Test
  void afterAChangeOfTheScriptNothingOfTheBaseIsTouchedAgain() {
    base(MiniatureImages.builder());
    build(new Workshop(directory));

    BuildResult result = build(new Workshop(directory).agentVersion("1.2.4"));

    assertThat(registry.requests()).isLessThanOrEqualTo(19);
    assertThat(registry.downloadedBlobs()).isEmpty();
    assertThat(result.components().get(0).upToDate()).isFalse();
    assertThat(result.components().get(0).platforms())
        .allSatisfy(platform -> assertThat(platform.transfers().present()).isEqualTo(8));
  }

  @Test
  void nothingChangedTakesTwoAndPushesNothing() {
    base(MiniatureImages.builder());
    BuildResult first = build(new Workshop(directory));

    BuildResult second = build(new Workshop(directory));

    assertThat(registry.requests()).isEqualTo(2);
    assertThat(registry.recorded()).allMatch(request -> request.method().equals("HEAD"));
    assertThat(second.components().get(0).upToDate()).isTrue();
    assertThat(second.components().get(0).digest()).isEqualTo(first.components().get(0).digest());
  }

  @Test
  void aTagThatSomebodyMovedIsPushedAgain() {
    base(MiniatureImages.builder());
    BuildResult first = build(new Workshop(directory));
    var upstream = registry.manifest("langgenius/dify-api", "1.16.1").orElseThrow();
    MiniatureImages.builder().build().pushTo(registry, "acme/dify-api", "1.16.1-arms");
    assertThat(registry.tags("acme/dify-api")).containsEntry("1.16.1-arms", upstream.digest());

    build(new Workshop(directory));

    assertThat(registry.tags("acme/dify-api"))
        .containsEntry("1.16.1-arms", first.components().get(0).digest());
  }

  @Test
  void forceBuildsAndPushesAgain() {
    base(MiniatureImages.builder());
    BuildResult first = build(new Workshop(directory));

    BuildResult second = build(new Workshop(directory).force());

    assertThat(second.components().get(0).upToDate()).isFalse();
    assertThat(second.components().get(0).digest()).isEqualTo(first.components().get(0).digest());
    assertThat(registry.requests()).isGreaterThan(2);
  }

  @Test
  void aTargetThatLostItsBlobsIsFilledAgain() throws IOException {
    base(MiniatureImages.builder());
    BuildResult first = build(new Workshop(directory));
    String old = first.components().get(0).platforms().get(0).manifest().toString();
    for (Descriptor layer : layers(old)) {
      HttpURLConnection delete =
          (HttpURLConnection)
              URI.create(
                      "http://" + registry.address() + "/v2/acme/dify-api/blobs/" + layer.digest())
                  .toURL()
                  .openConnection();
      delete.setRequestMethod("DELETE");
      assertThat(delete.getResponseCode()).isEqualTo(202);
    }

    BuildResult again = build(new Workshop(directory).agentVersion("1.2.4"));

    String manifest = again.components().get(0).platforms().get(0).manifest().toString();
    assertThat(layers(manifest))
        .allSatisfy(
            layer -> assertThat(registry.blob("acme/dify-api", layer.digest())).isPresent());
  }

  private List<Descriptor> layers(String manifest) {
    return ImageManifest.of(registry.manifest("acme/dify-api", manifest).orElseThrow()).layers();
  }

  @Test
  void twoMachinesGetTheSameDigest() {
    base(MiniatureImages.builder());

    BuildResult here = build(new Workshop(directory.resolve("here")));
    BuildResult there = build(new Workshop(directory.resolve("there")));

    assertThat(there.components().get(0).digest()).isEqualTo(here.components().get(0).digest());
    assertThat(there.components().get(0).upToDate()).isFalse();
  }
}
