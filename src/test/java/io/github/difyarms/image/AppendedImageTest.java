package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.testing.MemoryBlobs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppendedImageTest {
  private static final Digest LAYER = digest("layer");
  private static final Digest DIFF_ID = digest("tar");
  private static final LayerBlob BLOB =
      new LayerBlob(LAYER, 5, DIFF_ID, 3, BlobContent.of(new byte[5]));

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Addition addition(Map<String, String> labels, Map<String, String> annotations) {
    return new Addition(
        BLOB,
        new TreeMap<>(labels),
        new TreeMap<>(annotations),
        Instant.parse("2026-01-02T03:04:05Z"),
        "us");
  }

  private static Addition addition() {
    return addition(Map.of("our.label", "1"), Map.of("our.annotation", "2"));
  }

  private static BaseImage base(String manifestFields, String config) {
    byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
    String manifest =
        "{\"schemaVersion\":2,\"config\":{\"mediaType\":\""
            + MediaTypes.OCI_CONFIG
            + "\",\"digest\":\""
            + Digest.of(bytes)
            + "\",\"size\":"
            + bytes.length
            + manifestFields
            + "}";
    return new BaseImage(
        ImageManifest.of(
            RawManifest.of(MediaTypes.OCI_MANIFEST, manifest.getBytes(StandardCharsets.UTF_8))),
        ImageConfig.of(bytes));
  }

  private static String layers(String... types) {
    List<String> layers = new ArrayList<>();
    for (String type : types) {
      layers.add(
          "{\"mediaType\":\"" + type + "\",\"digest\":\"" + LAYER + "\",\"size\":1,\"x\":1.50}");
    }
    return "},\"layers\":[" + String.join(",", layers) + "]";
  }

  private static BaseImage miniature(boolean docker) {
    MemoryBlobs blobs = new MemoryBlobs();
    MiniatureImages.Builder image = MiniatureImages.builder().rich();
    RawManifest index =
        (docker ? image.dockerList() : image).build().pushTo(blobs, "repository", "tag");
    Descriptor arm = ImageIndex.of(index).images().get(1);
    ImageManifest manifest = ImageManifest.of(blobs.manifest(arm.digest().toString()));
    return new BaseImage(manifest, ImageConfig.of(blobs.bytes(manifest.config().digest())));
  }

  /** Walks two trees; the paths where they differ, with the kind of difference. */
  private static void differences(String path, JsonNode old, JsonNode now, List<String> found) {
    if (old instanceof ObjectNode a && now instanceof ObjectNode b) {
      TreeSet<String> names = new TreeSet<>();
      a.fieldNames().forEachRemaining(names::add);
      b.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        differences(path + "/" + name, a.path(name), b.path(name), found);
      }
    } else if (old.isArray() && now.isArray()) {
      for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
        differences(path + "/" + i, old.path(i), now.path(i), found);
      }
    } else if (!old.equals(now)) {
      found.add(
          (old.isMissingNode() ? "added " : now.isMissingNode() ? "removed " : "changed ") + path);
    }
  }

  private static List<String> differences(JsonNode old, JsonNode now) {
    List<String> found = new ArrayList<>();
    differences("", old, now, found);
    return found;
  }

  private static ObjectNode config(AppendedImage image) {
    return Json.readObject(image.config(), "config");
  }

  private static ObjectNode manifest(AppendedImage image) {
    return Json.readObject(image.manifest().bytes(), "manifest");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void onlyTheClosedListOfDifferencesIsMade(boolean docker) {
    BaseImage base = miniature(docker);

    AppendedImage result = AppendedImage.of(base, addition(), docker ? Family.DOCKER : Family.OCI);

    int history = base.config().json().path("history").size();
    assertThat(differences(base.config().json(), config(result)))
        .containsExactly(
            "added /config/Labels/our.label",
            "added /history/" + history,
            "added /rootfs/diff_ids/8");
    List<String> manifest = differences(base.manifest().json(), manifest(result));
    List<String> expected =
        new ArrayList<>(
            List.of("changed /config/digest", "changed /config/size", "added /layers/8"));
    if (!docker) {
      expected.add(0, "added /annotations/our.annotation");
    }
    assertThat(manifest).containsExactlyElementsOf(expected);
    assertThat(result.manifest().mediaType()).isEqualTo(base.manifest().raw().mediaType());
  }

  @Test
  void theNewPartsSayWhatWasAdded() {
    AppendedImage result = AppendedImage.of(miniature(false), addition(), Family.OCI);

    JsonNode config = config(result);
    assertThat(config.path("rootfs").path("diff_ids").path(8).asText())
        .isEqualTo(DIFF_ID.toString());
    JsonNode history = config.path("history");
    assertThat(history.path(history.size() - 1))
        .isEqualTo(Json.object().put("created", "2026-01-02T03:04:05Z").put("created_by", "us"));
    assertThat(Descriptor.of(manifest(result).path("layers").path(8)))
        .isEqualTo(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, LAYER, 5));
    assertThat(manifest(result).path("config").path("digest").asText())
        .isEqualTo(Digest.of(result.config()).toString());
    assertThat(result.configDescriptor().size()).isEqualTo(result.config().length);
  }

  @Test
  void unknownKeysNumbersAndTheOrderOfKeysSurvive() {
    String config =
        "{\"z\":1e3,\"a\":1.0,\"big\":123456789012345678901234567890,\"tiny\":2.50E-7,"
            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]},\"n\":null,\"é\":\"<&>\"}";
    BaseImage base = base(layers(MediaTypes.OCI_LAYER), config.formatted(DIFF_ID));

    AppendedImage result = AppendedImage.of(base, addition(Map.of(), Map.of()), Family.OCI);

    assertThat(new String(result.config(), StandardCharsets.UTF_8))
        .isEqualTo(config.replace("1e3", "1E+3").formatted(DIFF_ID + "\",\"" + DIFF_ID));
    assertThat(differences(base.manifest().json(), manifest(result)))
        .containsExactly("changed /config/digest", "changed /config/size", "added /layers/1");
    assertThat(new String(result.manifest().bytes(), StandardCharsets.UTF_8))
        .contains("\"x\":1.50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"history\":[]", ",\"history\":null"})
  void aBaseWithoutHistoryGetsNone(String history) {
    String config = "{\"rootfs\":{\"diff_ids\":[\"" + DIFF_ID + "\"]}" + history + "}";
    BaseImage base = base(layers(MediaTypes.OCI_LAYER), config);

    JsonNode result = config(AppendedImage.of(base, addition(), Family.OCI));

    assertThat(result.path("history")).isEqualTo(base.config().json().path("history"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",\"config\":{}", ",\"config\":null", ",\"config\":{\"Labels\":null}"})
  void labelsAreMadeWhereThereAreNone(String run) {
    String config = "{\"rootfs\":{\"diff_ids\":[\"" + DIFF_ID + "\"]}" + run + "}";

    AppendedImage result =
        AppendedImage.of(base(layers(MediaTypes.OCI_LAYER), config), addition(), Family.OCI);

    assertThat(config(result).path("config").path("Labels"))
        .isEqualTo(Json.object().put("our.label", "1"));
  }

  @Test
  void noLabelsAndNoAnnotationsLeaveNoTrace() {
    String config = "{\"rootfs\":{\"diff_ids\":[]},\"config\":{\"Labels\":null}}";
    BaseImage base = base(layers(), config);

    AppendedImage result = AppendedImage.of(base, addition(Map.of(), Map.of()), Family.OCI);

    assertThat(config(result).path("config")).isEqualTo(base.config().json().path("config"));
    assertThat(manifest(result).has("annotations")).isFalse();
  }

  @Test
  void typesOfTheOtherFamilyInAManifestStayWhenItsFamilyStays() {
    String config = "{\"rootfs\":{\"diff_ids\":[\"%s\",\"%s\"]}}".formatted(DIFF_ID, DIFF_ID);
    BaseImage base = base(layers(MediaTypes.DOCKER_LAYER_GZIP, "application/x"), config);

    AppendedImage result = AppendedImage.of(base, addition(Map.of(), Map.of()), Family.OCI);

    assertThat(differences(base.manifest().json(), manifest(result)))
        .containsExactly("changed /config/digest", "changed /config/size", "added /layers/2");
  }

  @Test
  void whatRepeatsTheOldConfigInItsDescriptorIsLeftOut() {
    String config = "{\"rootfs\":{\"diff_ids\":[]}}";
    BaseImage base = base(",\"data\":\"e30=\",\"kept\":1" + layers(), config);

    AppendedImage result = AppendedImage.of(base, addition(), Family.OCI);

    assertThat(manifest(result).path("config").has("data")).isFalse();
    assertThat(manifest(result).path("config").path("kept").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    MediaTypes.OCI_LAYER_GZIP + ", " + MediaTypes.DOCKER_LAYER_GZIP,
    MediaTypes.OCI_LAYER + ", " + MediaTypes.DOCKER_LAYER
  })
  void anOciImageBecomesADockerImage(String oci, String docker) {
    String config = "{\"rootfs\":{\"diff_ids\":[\"" + DIFF_ID + "\"]}}";
    BaseImage base = base(layers(oci) + ",\"annotations\":{\"a\":\"b\"}", config);

    AppendedImage result = AppendedImage.of(base, addition(), Family.DOCKER);

    ObjectNode manifest = manifest(result);
    assertThat(manifest.path("mediaType").asText()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(result.manifest().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(manifest.path("config").path("mediaType").asText())
        .isEqualTo(MediaTypes.DOCKER_CONFIG);
    assertThat(manifest.path("layers").findValuesAsText("mediaType"))
        .containsExactly(docker, MediaTypes.DOCKER_LAYER_GZIP);
    assertThat(manifest.has("annotations")).isFalse();
  }

  @Test
  void aDockerImageBecomesAnOciImage() {
    AppendedImage result = AppendedImage.of(miniature(true), addition(), Family.OCI);

    ObjectNode manifest = manifest(result);
    assertThat(manifest.path("mediaType").asText()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(manifest.path("config").path("mediaType").asText()).isEqualTo(MediaTypes.OCI_CONFIG);
    assertThat(manifest.path("layers").findValuesAsText("mediaType"))
        .hasSize(9)
        .containsOnly(MediaTypes.OCI_LAYER_GZIP);
    assertThat(manifest.path("annotations").path("our.annotation").asText()).isEqualTo("2");
  }

  @Test
  void dockersUnofficialZstdTypeBecomesTheOfficialOne() {
    assertThat(Family.OCI.layerType(MediaTypes.DOCKER_LAYER_ZSTD))
        .isEqualTo(MediaTypes.OCI_LAYER_ZSTD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MediaTypes.OCI_LAYER_ZSTD,
        MediaTypes.OCI_LAYER_GZIP + "+encrypted",
        "application/x"
      })
  void layersThatDockerHasNoTypeForAreRefused(String type) {
    String config = "{\"rootfs\":{\"diff_ids\":[\"" + DIFF_ID + "\"]}}";
    BaseImage base = base(layers(type), config);

    assertThatThrownBy(() -> AppendedImage.of(base, addition(), Family.DOCKER))
        .hasMessageContaining("DA-307")
        .hasMessageContaining(type);
  }

  @Test
  void foreignLayersKeepTheirType() {
    String type = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    assertThat(Family.DOCKER.layerType(type)).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"rootfs\":{\"diff_ids\":[]}} | 1 layers, but 0 diff ids",
        "{} | 1 layers, but 0 diff ids",
        "{\"rootfs\":{\"diff_ids\":[\"DIFF\"]},\"history\":[{},{}]} | but 2 history entries",
        "{\"rootfs\":{\"diff_ids\":[\"DIFF\"]},\"history\":[{\"empty_layer\":true}]} | but 0",
        "{\"rootfs\":{\"diff_ids\":[\"sha256:x\"]}} | sha256:x"
      })
  void layersDiffIdsAndHistoryThatDoNotFitAreRefused(String config, String why) {
    assertThatThrownBy(
            () -> base(layers(MediaTypes.OCI_LAYER), config.replace("DIFF", DIFF_ID.toString())))
        .hasMessageContaining("DA-305")
        .hasMessageContaining(why);
  }
}
