package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds without a connection, after one build with it whose cache each test has a copy of. */
class OfflineBuildsTest {
  private static final String API = Workshop.UPSTREAM + "/langgenius/dify-api:1.16.1";
  @TempDir static Path online;
  private static final GoImages IMAGES = new GoImages();
  private static ImageManifest apiManifest;
  private static Digest apiIndex;
  private static List<Digest> digests;
  private static GoBench bench;
  @TempDir Path directory;

  @BeforeAll
  static void buildOnceAndPullThePlug() {
    MiniatureImages.builder().build().pushTo(IMAGES.registry(), "langgenius/dify-api", "1.16.1");
    var top = IMAGES.registry().manifest("langgenius/dify-api", "1.16.1").orElseThrow();
    apiIndex = top.digest();
    apiManifest =
        ImageManifest.of(
            IMAGES
                .registry()
                .manifest(
                    "langgenius/dify-api", ImageIndex.of(top).images().get(0).digest().toString())
                .orElseThrow());
    bench = new GoBench(online);
    Workshop workshop = workshop(online).with(bench.components());
    digests = digests(workshop.run(all(workshop, online)));
    IMAGES.close(); // instgo's place stays: the stand-in downloads its agent while it compiles
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @BeforeEach
  void copyTheCache() throws IOException {
    PathUtils.copyDirectory(online.resolve("cache"), directory.resolve("cache"));
  }

  private static Workshop workshop(Path directory) {
    return new Workshop(directory).upstream(IMAGES.registry().address());
  }

  private static List<ComponentRequest> all(Workshop workshop, Path directory) {
    String upstream = Workshop.UPSTREAM + "/langgenius/dify-";
    return List.of(
        workshop.layout(DifyApi.ID, API, directory.resolve("layouts/api")),
        workshop.layout(
            PluginDaemon.ID,
            upstream + PluginDaemon.ID + ":" + GoImages.RELEASE + "-local",
            directory.resolve("layouts/daemon")),
        workshop.layout(
            Sandbox.ID,
            upstream + Sandbox.ID + ":" + GoImages.RELEASE,
            directory.resolve("layouts/sandbox")));
  }

  private static List<Digest> digests(BuildResult result) {
    return result.components().stream().map(ComponentResult::digest).toList();
  }

  private Path cached(String kind, Digest digest) {
    return directory.resolve("cache").resolve(kind).resolve("sha256").resolve(digest.hex());
  }

  private Workshop offline() {
    return workshop(directory).offline();
  }

  private BuildResult api() {
    return offline().layout(API, directory.resolve("layouts/api"));
  }

  private GoBench go() {
    return new GoBench(directory, bench.oss()).offline();
  }

  @Test
  void allThreeComponentsComeOutTheSame() {
    Workshop workshop = offline();
    try (GoBench go = new GoBench(online, bench.oss()).offline()) {
      workshop.with(go.components());

      BuildResult result = workshop.run(all(workshop, directory));

      assertThat(digests(result)).isEqualTo(digests);
      assertThat(result.requests()).isZero();
      assertThat(result.components())
          .allSatisfy(
              component ->
                  assertThat(component.platforms())
                      .allSatisfy(p -> assertThat(p.transfers().streamed()).isZero()));
    }
  }

  @Test
  void aTarNeedsNoConnectionEither() {
    assertThat(offline().tars(API, "acme/dify-api")).hasSize(2).allSatisfy(Files::exists);
  }

  @Test
  void whatIsUpToDateNeedsNothingButTheRecords() throws IOException {
    api();
    PathUtils.deleteDirectory(directory.resolve("cache/documents"));
    PathUtils.deleteDirectory(directory.resolve("cache/blobs"));

    assertThat(api().components().get(0).upToDate()).isTrue();
  }

  @Test
  void whatIsInTheLayoutNeedNotBeInTheCache() throws IOException {
    api();
    PathUtils.deleteDirectory(directory.resolve("cache/blobs"));

    BuildResult result = offline().force().layout(API, directory.resolve("layouts/api"));

    assertThat(result.components().get(0).digest()).isEqualTo(digests.get(0));
  }

  @Test
  void layersThatAreNotThereAreNamedWithTheirSizesBeforeAnythingIsWritten() throws IOException {
    var layer = apiManifest.layers().get(0);
    Files.delete(cached("blobs", layer.digest()));

    assertThatThrownBy(this::api)
        .hasMessageContaining("DA-213")
        .hasMessageContaining("layer " + layer.digest() + ", ")
        .hasMessageContaining(API)
        .hasMessageContaining("run the same command once without -o");
    assertThat(directory.resolve("out")).doesNotExist();
    assertThat(directory.resolve("layouts")).doesNotExist();
  }

  @Test
  void layersForARegistryOfThisMachineAreNamedBeforeAnythingIsSent() throws IOException {
    List<Descriptor> layers = apiManifest.layers();
    for (Descriptor layer : layers) {
      Files.delete(cached("blobs", layer.digest()));
    }
    try (EmbeddedRegistry target = EmbeddedRegistry.start()) {
      assertThatThrownBy(() -> offline().build(API, target.address() + "/acme/dify-api"))
          .hasMessageContaining("DA-213")
          .hasMessageContaining("neither here nor in the cache")
          .hasMessageContaining("layer " + layers.get(0).digest())
          .hasMessageContaining("layer " + layers.get(1).digest());
      assertThat(target.recorded()).noneMatch(request -> request.method().equals("POST"));
    }
  }

  @Test
  void layersThatTheTargetsLastImageHasNeedNotBeInTheCache() throws IOException {
    try (EmbeddedRegistry target = EmbeddedRegistry.start()) {
      String name = target.address() + "/acme/dify-api";
      Digest first = digests(offline().build(API, name)).get(0);
      PathUtils.deleteDirectory(directory.resolve("cache/blobs"));

      assertThat(digests(offline().force().build(API, name))).containsExactly(first);
    }
  }

  @Test
  void aDamagedLayerIsDroppedAndTold() throws IOException {
    var layer = apiManifest.layers().get(0);
    byte[] bytes = Files.readAllBytes(cached("blobs", layer.digest()));
    bytes[0]++;
    Files.delete(cached("blobs", layer.digest()));
    Files.write(cached("blobs", layer.digest()), bytes);
    Workshop workshop = offline();

    assertThatThrownBy(() -> workshop.layout(API, directory.resolve("layouts/api")))
        .hasMessageContaining("DA-213")
        .hasMessageContaining(layer.digest().toString());
    assertThat(workshop.told()).contains("the cached layer " + layer.digest() + " was damaged");
    assertThat(cached("blobs", layer.digest())).doesNotExist();
  }

  @Test
  void theImageIsFollowedAsFarAsItsDocumentsAreThere() throws IOException {
    Files.delete(cached("documents", apiManifest.config().digest()));
    Files.delete(cached("blobs", apiManifest.layers().get(1).digest()));

    assertThatThrownBy(this::api)
        .hasMessageContaining("config " + apiManifest.config().digest())
        .hasMessageContaining("layer " + apiManifest.layers().get(1).digest());

    Files.delete(cached("documents", apiManifest.raw().digest()));
    assertThatThrownBy(this::api)
        .hasMessageContaining("manifest " + apiManifest.raw().digest() + " of linux/amd64");

    Files.delete(cached("documents", apiIndex));
    assertThatThrownBy(this::api).hasMessageContaining("index or manifest " + apiIndex);

    PathUtils.deleteDirectory(directory.resolve("cache/records/bases"));
    assertThatThrownBy(this::api).hasMessageContaining("the digest of the tag");
  }

  @Test
  void aLostSearchIsDoneAgainInTheCachedLayers() throws IOException {
    PathUtils.deleteDirectory(directory.resolve("cache/records/files"));

    assertThat(api().components().get(0).digest()).isEqualTo(digests.get(0));
  }

  @Test
  void allComponentsTellWhatTheyLackInOneMessage() throws IOException {
    Files.delete(cached("blobs", apiManifest.layers().get(0).digest()));
    Workshop workshop = offline();
    try (GoBench go = go().remote("nowhere.example")) {
      workshop.with(go.components());

      assertThatThrownBy(() -> workshop.run(all(workshop, directory)))
          .hasMessageContaining("layer " + apiManifest.layers().get(0).digest())
          .hasMessageContaining("instgo: https://nowhere.example/cn-hangzhou/instgo/instgo-")
          .hasMessageContaining("the source: https://nowhere.example/plugin-daemon.git 9.9.9")
          .hasMessageContaining("the source: https://nowhere.example/sandbox.git 9.9.9");
    }
  }

  @Test
  void aGoThatIsNotThereIsNamedUnlessTheProgramIs() {
    Workshop workshop = offline();
    try (GoBench go = go().goVersion(Optional.of("1.99.1"))) {
      workshop.with(go.components());

      assertThatThrownBy(() -> workshop.run(all(workshop, directory).subList(0, 2)))
          .hasMessageContaining("DA-213")
          .hasMessageContaining("Go 1.99.1 for ");
    }
  }

  @Test
  void withoutTheProgramItIsCompiledAndComesOutTheSame() throws IOException {
    PathUtils.deleteDirectory(directory.resolve("cache/programs"));
    Workshop workshop = offline();
    try (GoBench go = go()) {
      go.sources(bench.daemonSource(), bench.sandboxSource());
      workshop.with(go.components());

      BuildResult result = workshop.run(all(workshop, directory).subList(1, 2));

      assertThat(go.compiled()).allMatch(build -> !build.cached()).isNotEmpty();
      assertThat(result.components().get(0).digest()).isEqualTo(digests.get(1));
    }
  }

  @Test
  void nothingCanBePushedToAnotherMachine() {
    assertThatThrownBy(() -> offline().build(API, "registry.example/acme/dify-api"))
        .hasMessageContaining("DA-213")
        .hasMessageContaining("nothing can be pushed to another machine");
  }
}
