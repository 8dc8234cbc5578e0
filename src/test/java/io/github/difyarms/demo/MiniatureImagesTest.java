package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.airlift.compress.zstd.ZstdInputStream;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.CommandLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MiniatureImagesTest {
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private ObjectNode push(MiniatureImages.Builder image) {
    return Json.readObject(image.build().pushTo(registry, "r", "t").bytes(), "top");
  }

  /** Returns the manifest of the first platform, or the single one. */
  private ObjectNode firstManifest(ObjectNode top) {
    if (!top.has("manifests")) {
      return top;
    }
    String digest = top.at("/manifests/0/digest").asText();
    return Json.readObject(registry.manifest("r", digest).orElseThrow().bytes(), "manifest");
  }

  private byte[] blob(JsonNode descriptor) {
    return registry.blob("r", Digest.parse(descriptor.path("digest").asText())).orElseThrow();
  }

  private byte[] uncompressed(JsonNode descriptor) throws IOException {
    InputStream in = new ByteArrayInputStream(blob(descriptor));
    String type = descriptor.path("mediaType").asText();
    InputStream plain =
        type.endsWith("gzip")
            ? new GZIPInputStream(in)
            : type.endsWith("zstd") ? new ZstdInputStream(in) : in;
    return plain.readAllBytes();
  }

  /** Lists a layer, {@code mode uid path -> target}. */
  private List<String> list(JsonNode layer) throws IOException {
    List<String> lines = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(uncompressed(layer)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        String link = e.getLinkName().isEmpty() ? "" : " -> " + e.getLinkName();
        String mode = Integer.toOctalString(e.getMode() & 07777);
        lines.add(mode + " " + e.getLongUserId() + " " + e.getName() + link);
      }
    }
    return lines;
  }

  @Test
  void theSameImageHasTheSameDigestEveryTime() {
    RawManifest first = MiniatureImages.builder().rich().build().pushTo(registry, "a", "t");
    RawManifest second = MiniatureImages.builder().rich().build().pushTo(registry, "b", "t");

    assertThat(second).isEqualTo(first);
  }

  @Test
  void theIndexHasTwoPlatformsOfEightLayersAndTheirAttestations() {
    ObjectNode index = push(MiniatureImages.builder());

    assertThat(index.path("manifests"))
        .extracting(
            m -> m.at("/platform/os").asText() + "/" + m.at("/platform/architecture").asText())
        .containsExactly("linux/amd64", "linux/arm64", "unknown/unknown", "unknown/unknown");
    assertThat(index.at("/manifests/2/annotations/vnd.docker.reference.digest"))
        .isEqualTo(index.at("/manifests/0/digest"));
    assertThat(firstManifest(index).path("layers")).hasSize(8);
  }

  @Test
  void noLayerIsSharedBetweenPlatforms() {
    ObjectNode index = push(MiniatureImages.builder());
    String other = index.at("/manifests/1/digest").asText();
    ObjectNode arm64 =
        Json.readObject(registry.manifest("r", other).orElseThrow().bytes(), "manifest");

    assertThat(firstManifest(index).path("layers"))
        .doesNotContainAnyElementsOf(arm64.path("layers"));
  }

  @Test
  void aDockerListHasDockerTypesOnlyAndNoAnnotations() {
    ObjectNode list = push(MiniatureImages.builder().dockerList().rich());

    ObjectNode manifest = firstManifest(list);
    assertThat(list.path("mediaType").asText()).isEqualTo(MediaTypes.DOCKER_LIST);
    assertThat(list.path("manifests")).hasSize(2);
    assertThat(manifest.path("mediaType").asText()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(manifest.path("layers"))
        .allMatch(l -> l.path("mediaType").asText().equals(MediaTypes.DOCKER_LAYER_GZIP));
    assertThat(list.toString() + manifest).doesNotContain("annotations");
  }

  @ParameterizedTest
  @EnumSource(Oddity.class)
  void configAndManifestAgreeInEveryVariant(Oddity oddity) throws IOException {
    ObjectNode manifest = firstManifest(push(MiniatureImages.builder().rich().odd(oddity)));

    ObjectNode config = Json.readObject(blob(manifest.path("config")), "config");
    List<String> diffIds = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      diffIds.add(Digest.of(uncompressed(layer)).toString());
    }
    assertThat(config.at("/rootfs/diff_ids")).extracting(JsonNode::asText).isEqualTo(diffIds);
    assertThat(config.path("history"))
        .filteredOn(h -> !h.path("empty_layer").asBoolean())
        .hasSameSizeAs(diffIds);
  }

  @Test
  void bothCopiesOfTheScriptLieInDifferentLayersWithTheirParents() throws IOException {
    JsonNode layers = firstManifest(push(MiniatureImages.builder())).path("layers");

    assertThat(list(layers.path(5)))
        .containsExactly(
            "770 1001 app/",
            "2775 1001 app/api/",
            "755 1001 app/api/docker/",
            "644 1001 app/api/app.py",
            "755 1001 app/api/docker/entrypoint.sh");
    assertThat(list(layers.path(6)))
        .containsExactly("644 0 etc/miniature-entrypoint", "755 1001 entrypoint.sh");
  }

  @Test
  void oddVariantsAreWhatTheirNamesSay() throws IOException {
    assertThat(upper(Oddity.SCRIPT_WHITED_OUT)).contains("0 0 .wh.entrypoint.sh");
    assertThat(upper(Oddity.SECOND_COPY_WHITED_OUT))
        .contains("0 0 app/api/docker/.wh.entrypoint.sh");
    assertThat(upper(Oddity.OPAQUE_DIRECTORY)).contains("0 0 app/api/docker/.wh..wh..opq");
    assertThat(upper(Oddity.SCRIPT_IS_SYMLINK))
        .contains("777 0 entrypoint.sh -> app/api/docker/entrypoint.sh");
    assertThat(upper(Oddity.SCRIPT_IS_HARD_LINK))
        .contains("755 1001 entrypoint.sh -> app/api/docker/entrypoint.sh");
    assertThat(upper(Oddity.SYMLINKED_PARENT)).contains("777 0 app/api/docker -> docker.d");
    assertThat(upper(Oddity.PARENTS_UNLISTED)).doesNotContain("2775 1001 app/api/");
    assertThat(upper(Oddity.NO_SCRIPT)).noneMatch(line -> line.contains("entrypoint.sh"));
    assertThat(push(MiniatureImages.builder().odd(Oddity.SINGLE_MANIFEST)).has("layers")).isTrue();
  }

  /** Lists the three topmost layers. */
  private List<String> upper(Oddity oddity) throws IOException {
    JsonNode layers = firstManifest(push(MiniatureImages.builder().odd(oddity))).path("layers");
    List<String> lines = new ArrayList<>();
    for (int i = 5; i < 8; i++) {
      lines.addAll(list(layers.path(i)));
    }
    return lines;
  }

  @Test
  void fillersDoNotCompress() {
    ObjectNode manifest = firstManifest(push(MiniatureImages.builder().fillerMegabytes(4)));

    long total = 0;
    for (JsonNode layer : manifest.path("layers")) {
      total += layer.path("size").asLong();
    }
    assertThat(total).isGreaterThan(4L * 1024 * 1024);
  }

  @Test
  void theRichConfigHasWhatBuildersLose() {
    ObjectNode manifest = firstManifest(push(MiniatureImages.builder().rich()));
    String config = new String(blob(manifest.path("config")), StandardCharsets.UTF_8);

    assertThat(config)
        .contains("\"StopSignal\"", "\"Shell\"", "\"OnBuild\"", "\"StartInterval\":2000000000")
        .contains("\"author\"", "first line\\nsecond line", "\"exact\":2.50");
    assertThat(manifest.path("layers"))
        .extracting(l -> l.path("mediaType").asText())
        .contains(MediaTypes.OCI_LAYER, MediaTypes.OCI_LAYER_ZSTD);
  }

  @ParameterizedTest
  @EnumSource(StartScript.class)
  void startScriptsRunWithStubs(StartScript script, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("start.sh"), script.text());
    for (String stub : List.of("gunicorn", "celery", "flask", "python")) {
      Path path =
          Files.writeString(folder.resolve(stub), "#!/bin/bash\necho " + stub + " \"$@\"\n");
      assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    assertThat(run(folder, file, "")).contains("gunicorn ").endsWith("app\n");
    assertThat(run(folder, file, "worker")).contains("celery -A ").contains(" worker ");
    assertThat(run(folder, file, "beat")).contains(" beat ");
    assertThat(run(folder, file, "migration")).endsWith("database migrated\n");
  }

  private static String run(Path stubs, Path script, String mode) {
    return CommandLine.of("/bin/bash", script.toString())
        .with("PATH", stubs + ":" + System.getenv("PATH"))
        .with("MODE", mode)
        .with("MIGRATION_ENABLED", mode.equals("migration") ? "true" : "false")
        .run()
        .orFail();
  }
}
