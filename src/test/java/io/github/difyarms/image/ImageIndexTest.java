package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.testing.MemoryBlobs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIndexTest {
  private static final Digest DIGEST = Digest.of(new byte[0]);

  private static ImageIndex index(String json) {
    return ImageIndex.of(
        RawManifest.of(MediaTypes.OCI_INDEX, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static ObjectNode entry(String architecture) {
    ObjectNode entry = Descriptor.of(MediaTypes.OCI_MANIFEST, DIGEST, 1).json();
    entry.putObject("platform").put("os", "linux").put("architecture", architecture);
    return entry;
  }

  private static ImageIndex index(ObjectNode... entries) {
    ObjectNode json = Json.object();
    json.putArray("manifests").addAll(List.of(entries));
    return index(new String(Json.write(json), StandardCharsets.UTF_8));
  }

  @Test
  void attestationsAreNoImages() {
    RawManifest raw = MiniatureImages.builder().build().pushTo(new MemoryBlobs(), "r", "t");

    ImageIndex index = ImageIndex.of(raw);

    assertThat(index.manifests()).hasSize(4);
    assertThat(index.images())
        .extracting(e -> e.platform().orElseThrow().toString())
        .containsExactly("linux/amd64", "linux/arm64");
    assertThat(index.others())
        .hasSize(2)
        .allMatch(e -> e.annotation("vnd.docker.reference.type").isPresent());
  }

  @Test
  void artifactsNestedIndexesAndEntriesWithoutPlatformAreNoImages() {
    ObjectNode noPlatform = entry("amd64");
    noPlatform.remove("platform");
    ObjectNode emptyPlatform = entry("");
    ObjectNode nested = entry("amd64").put("mediaType", MediaTypes.OCI_INDEX);
    ObjectNode artifact = entry("amd64").put("artifactType", "application/example");

    ImageIndex index =
        index(entry("arm64"), noPlatform, emptyPlatform, entry("unknown"), nested, artifact);

    assertThat(index.images()).containsExactly(Descriptor.of(entry("arm64")));
    assertThat(index.others()).hasSize(5);
  }

  @Test
  void thousandEntriesAreReadAndNotOneMore() {
    ObjectNode json = Json.object();
    ArrayNode entries = json.putArray("manifests");
    for (int i = 0; i < 1000; i++) {
      entries.add(entry("amd64"));
    }

    assertThat(index(new String(Json.write(json), StandardCharsets.UTF_8)).manifests())
        .hasSize(1000);
    entries.add(entry("amd64"));
    assertThatThrownBy(() -> index(new String(Json.write(json), StandardCharsets.UTF_8)))
        .hasMessageContaining("DA-304");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"manifests\":{}}",
        "{\"manifests\":[],\"layers\":[]}",
        "{\"manifests\":[],\"config\":{}}"
      })
  void whatIsNoIndexOrMoreThanOneIsRefused(String json) {
    assertThatThrownBy(() -> index(json)).hasMessageContaining("DA-303");
  }

  @Test
  void whatIsManifestAndIndexAtOnceIsRefused() {
    String json =
        "{\"config\":{\"digest\":\"%s\",\"size\":1},\"layers\":[],\"manifests\":[]}"
            .formatted(DIGEST);
    RawManifest raw =
        RawManifest.of(MediaTypes.OCI_MANIFEST, json.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ImageManifest.of(raw)).hasMessageContaining("DA-303");
  }

  @Test
  void otherChildrenLeaveTheRestAsItIs() {
    ImageIndex old = index("{\"x\":1.50,\"manifests\":[],\"annotations\":{\"a\":\"b\"}}");

    RawManifest result = old.withManifests(List.of(Descriptor.of(entry("arm64"))), Family.OCI);

    assertThat(new String(result.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"x\":1.50,\"manifests\":[" + entry("arm64") + "],\"annotations\":{\"a\":\"b\"}}");
  }

  @Test
  void anIndexBecomesAManifestListWithoutAnnotations() {
    ImageIndex old = index("{\"manifests\":[],\"annotations\":{\"a\":\"b\"}}");

    RawManifest result = old.withManifests(List.of(), Family.DOCKER);

    assertThat(result.mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
    assertThat(new String(result.bytes(), StandardCharsets.UTF_8))
        .isEqualTo("{\"manifests\":[],\"mediaType\":\"" + MediaTypes.DOCKER_LIST + "\"}");
  }
}
