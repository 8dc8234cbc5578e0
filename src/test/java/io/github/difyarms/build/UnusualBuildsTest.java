package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Second builds, odd bases and odd targets: what a hostile reader asked about. */
class UnusualBuildsTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";

  @TempDir Path directory;

  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private String at(String name) {
    return registry.address() + "/" + name;
  }

  private Workshop workshop() {
    return new Workshop(directory);
  }

  @Test
  void warningsThatAnEarlierBuildLetPassStopTheBuildThatWantsNone() {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    workshop().build(at(BASE + ":1.16.1"), at(TARGET));
    String ours = at(TARGET + ":1.16.1-arms");
    workshop().build(ours, at("acme/twice"));

    assertThatThrownBy(() -> workshop().failOnWarning().build(ours, at("acme/twice")))
        .hasMessageContaining("DA-110")
        .hasMessageContaining("made by this plugin");
  }

  @Test
  void manifestsInAnIndexOfTheOtherFamilyStayInTheirs() {
    MiniatureImages.builder().dockerList().build().pushTo(registry, BASE, "list");
    RawManifest list = registry.manifest(BASE, "list").orElseThrow();
    ObjectNode json = Json.readObject(list.bytes(), "list").put("mediaType", MediaTypes.OCI_INDEX);
    registry.putManifest(BASE, "mixed", RawManifest.of(MediaTypes.OCI_INDEX, Json.write(json)));

    ComponentResult result = workshop().build(at(BASE + ":mixed"), at(TARGET)).components().get(0);

    assertThat(result.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    result
        .platforms()
        .forEach(
            platform -> {
              RawManifest before =
                  registry.manifest(BASE, platform.base().toString()).orElseThrow();
              RawManifest after =
                  registry.manifest(TARGET, platform.manifest().toString()).orElseThrow();
              assertThat(after.mediaType()).isEqualTo(before.mediaType());
              List<String> kept = layers(before);
              assertThat(layers(after)).startsWith(kept.toArray(new String[0]));
            });
  }

  private static List<String> layers(RawManifest manifest) {
    List<String> layers = new ArrayList<>();
    Json.readObject(manifest.bytes(), "manifest")
        .path("layers")
        .forEach(layer -> layers.add(layer.toString()));
    return layers;
  }

  @Test
  void anImmutableTagIsNotMistakenForLostLayers() {
    try (EmbeddedRegistry strict = EmbeddedRegistry.builder().immutableTags().start()) {
      MiniatureImages.builder().build().pushTo(strict, BASE, "1.16.1");
      String base = strict.address() + "/" + BASE + ":1.16.1";
      String target = strict.address() + "/" + TARGET;
      workshop().build(base, target);
      Workshop second = workshop().agentVersion("9.9.9");

      assertThatThrownBy(() -> second.build(base, target)).hasMessageContaining("DA-206");

      assertThat(second.told()).doesNotContain("copying again");
    }
  }

  @Test
  void theSameBaseUnderAnotherNameHasOtherInputsBecauseItsNameStandsInTheImage() {
    MiniatureImages images = MiniatureImages.builder().build();
    images.pushTo(registry, BASE, "1.16.1");
    images.pushTo(registry, "mirror/dify-api", "1.16.1");

    ComponentResult one =
        workshop().tags("{inputs}").build(at(BASE + ":1.16.1"), at(TARGET)).components().get(0);
    ComponentResult other =
        workshop()
            .tags("{inputs}")
            .build(at("mirror/dify-api:1.16.1"), at(TARGET))
            .components()
            .get(0);

    assertThat(one.baseDigest()).isEqualTo(other.baseDigest());
    assertThat(one.digest()).isNotEqualTo(other.digest());
    assertThat(one.tags()).isNotEqualTo(other.tags());
  }

  @Test
  void aLayoutThatLostABlobIsMadeWholeAgain() throws IOException {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    Path layout = directory.resolve("layout");
    workshop().layout(at(BASE + ":1.16.1"), layout);
    List<Path> before = blobs(layout);
    Digest lost = firstLayer();
    Files.delete(layout.resolve("blobs").resolve("sha256").resolve(lost.hex()));

    workshop().force().layout(at(BASE + ":1.16.1"), layout);

    assertThat(blobs(layout)).isEqualTo(before);
  }

  private Digest firstLayer() {
    RawManifest index = registry.manifest(BASE, "1.16.1").orElseThrow();
    String child =
        Json.readObject(index.bytes(), "index").path("manifests").get(0).path("digest").asText();
    RawManifest manifest = registry.manifest(BASE, child).orElseThrow();
    return Digest.parse(
        Json.readObject(manifest.bytes(), "manifest")
            .path("layers")
            .get(0)
            .path("digest")
            .asText());
  }

  private static List<Path> blobs(Path layout) throws IOException {
    try (Stream<Path> files = Files.list(layout.resolve("blobs").resolve("sha256"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void aDamagedRecordOfTheTargetCostsTimeNotTheBuild() throws IOException {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    workshop().build(at(BASE + ":1.16.1"), at(TARGET));
    Path records = directory.resolve("cache").resolve("records").resolve("targets");
    try (Stream<Path> files = Files.list(records)) {
      for (Path file : files.toList()) {
        Files.writeString(file, "{}");
      }
    }

    ComponentResult again =
        workshop().force().build(at(BASE + ":1.16.1"), at(TARGET)).components().get(0);

    assertThat(again.upToDate()).isFalse();
  }

  @Test
  void aLayoutOfADockerBaseIsOciBecauseSkopeoFindsNoOtherTypeInIt() throws IOException {
    MiniatureImages.builder().dockerList().build().pushTo(registry, BASE, "1.16.1");
    Path layout = directory.resolve("layout");

    ComponentResult result = workshop().layout(at(BASE + ":1.16.1"), layout).components().get(0);

    assertThat(result.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    ObjectNode index = Json.readObject(Files.readAllBytes(layout.resolve("index.json")), "index");
    assertThat(index.path("manifests").get(0).path("mediaType").asText())
        .isEqualTo(MediaTypes.OCI_INDEX);
    Optional<String> skopeo = CommandLine.find("skopeo", "the layout was not read with it");
    assumeTrue(skopeo.isPresent(), "skopeo");
    CommandLine.of(
            skopeo.orElseThrow(),
            "copy",
            "--all",
            "oci:" + layout + ":1.16.1-arms",
            "oci:" + directory.resolve("copy") + ":1")
        .run()
        .orFail();
  }

  /** A component of another id, that puts a text into the script's place. */
  private record Other() implements Component {
    private static final AbsoluteUnixPath FILE = AbsoluteUnixPath.get("/entrypoint.sh");

    @Override
    public String id() {
      return "other";
    }

    @Override
    public String settings() {
      return "other";
    }

    @Override
    public List<WantedFile> wanted() {
      return List.of(WantedFile.required(FILE, 0));
    }

    @Override
    public Changes changes(PlatformBase base) {
      FoundFile old = Objects.requireNonNull(base.files().found().get(FILE));
      return new Changes(
          List.of(FileChange.of(old, new byte[] {'x'})),
          new TreeMap<>(),
          "other",
          List.of(),
          List.of());
    }
  }

  @Test
  void anImageThatCannotBePushedLeavesTheTagsOfTheOthersAlone() {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    Workshop workshop = workshop().with(Map.of("other", new Other()));

    assertThatThrownBy(
            () ->
                workshop.run(
                    List.of(
                        workshop.request(DifyApi.ID, at(BASE + ":1.16.1"), at("acme/one")),
                        workshop.request("other", at(BASE + ":1.16.1"), "127.0.0.1:1/acme/two"))))
        .hasMessageContaining("DA-201");

    assertThat(registry.tags("acme/one")).isEmpty();
  }
}
