package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.StartScript;
import io.github.difyarms.deploy.DeploySettings;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class OutputsTest {
  private static final String HOSTILE =
      "\"'><script>alert(1)</script>\u001b[2J\u001b[31m \u202eexe.doc {{x}} ${y} `z` #\n- a: b";

  private static final String BASE = "langgenius/dify-api";

  @TempDir private Path folder;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  /** Labels, history and what stands beside the images are whatever the base's author wrote. */
  private void pushHostileBase() {
    RawManifest index =
        MiniatureImages.builder()
            .rich()
            .script(
                StartScript.SOCKETIO
                    .text()
                    .replace(
                        "    exec gunicorn",
                        "    # </pre><script>alert(2)</script> \u001b[2J \u202e\n    exec gunicorn"))
            .build()
            .pushTo(registry, BASE, "honest");
    ObjectNode json = Json.readObject(index.bytes(), "index");
    List<io.github.difyarms.image.Descriptor> images = ImageIndex.of(index).images();
    for (JsonNode entry : json.path("manifests")) {
      String digest = entry.path("digest").asText();
      if (images.stream().anyMatch(image -> image.digest().toString().equals(digest))) {
        RawManifest changed = hostile(digest);
        ((ObjectNode) entry)
            .put("digest", changed.digest().toString())
            .put("size", changed.bytes().length);
      } else {
        ((ObjectNode) entry.path("annotations")).put("author", HOSTILE);
      }
    }
    registry.putManifest(BASE, "1.16.1", RawManifest.of(index.mediaType(), Json.write(json)));
  }

  private RawManifest hostile(String digest) {
    RawManifest manifest = registry.manifest(BASE, digest).orElseThrow();
    ObjectNode json = Json.readObject(manifest.bytes(), "manifest");
    byte[] bytes =
        registry.blob(BASE, Digest.parse(json.at("/config/digest").asText())).orElseThrow();
    ObjectNode config = Json.readObject(bytes, "config");
    ((ObjectNode) config.at("/config/Labels")).put("maintainer", HOSTILE).put(HOSTILE, "1");
    // A label of ours that is there already is a difference, and so shown with its old value.
    ((ObjectNode) config.at("/config/Labels")).put("io.github.difyarms.base.name", HOSTILE);
    byte[] changed = Json.write(config);
    registry.putBlob(BASE, changed);
    ((ObjectNode) json.path("config"))
        .put("digest", Digest.of(changed).toString())
        .put("size", changed.length);
    RawManifest result = RawManifest.of(manifest.mediaType(), Json.write(json));
    registry.putManifest(BASE, result.digest().toString(), result);
    return result;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("results"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aHostileBaseDoesNoHarmInAnyFile() throws IOException {
    pushHostileBase();
    Workshop workshop = new Workshop(folder.resolve("work"));
    BuildResult result =
        workshop.build(
            registry.address() + "/" + BASE + ":1.16.1", registry.address() + "/acme/dify-api");

    new Outputs(folder, Optional.of(DeploySettings.of("cn-hangzhou"))).write(result);

    Document report = Jsoup.parse(Files.readString(folder.resolve("report.html")));
    assertThat(report.select("script")).hasSize(1);
    assertThat(report.text()).contains("<script>alert(1)</script>", "<script>alert(2)</script>");
    assertThat(files()).hasSizeGreaterThan(15);
    for (Path file : files()) {
      String text = Files.readString(file);
      boolean script = file.toString().contains("configmap") || file.toString().contains(".json");
      assertThat(text).as(file.toString()).doesNotContain("\u001b");
      if (!script) {
        assertThat(text).as(file.toString()).doesNotContain("\u202e");
      }
      if (file.toString().endsWith(".yaml")) {
        yaml()
            .loadAll(new StringReader(text))
            .forEach(document -> assertThat(document).isNotNull());
      }
    }
    assertThat(workshop.told()).doesNotContain("\u001b", "\u202e");
  }

  private static Yaml yaml() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }

  @Test
  void anUnchangedBuildKeepsTheReportOfTheBuildThatMadeTheImages() throws IOException {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    Workshop workshop = new Workshop(folder.resolve("work"));
    String base = registry.address() + "/" + BASE + ":1.16.1";
    String target = registry.address() + "/acme/dify-api";
    Outputs outputs = new Outputs(folder, Optional.of(DeploySettings.of("cn-hangzhou")));
    outputs.write(workshop.build(base, target));
    String report = Files.readString(folder.resolve("report.html"));

    outputs.write(workshop.build(base, target));

    assertThat(folder.resolve("report.html")).hasContent(report);
    assertThat(folder.resolve("deploy/compose.override.yaml")).exists();
    assertThat(Files.readString(folder.resolve("images.json"))).contains("\"upToDate\" : true");
  }

  @Test
  void otherSettingsMakeOtherFilesThoughTheImagesAreUnchanged() throws IOException {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    Workshop workshop = new Workshop(folder.resolve("work"));
    String base = registry.address() + "/" + BASE + ":1.16.1";
    String target = registry.address() + "/acme/dify-api";
    new Outputs(folder, Optional.of(DeploySettings.of("cn-hangzhou")))
        .write(workshop.build(base, target));

    new Outputs(folder, Optional.of(DeploySettings.of("cn-beijing")))
        .write(workshop.build(base, target));

    assertThat(Files.readString(folder.resolve("deploy/compose.override.yaml")))
        .contains("cn-beijing");
    assertThat(folder.resolve("report.html")).isRegularFile();
  }
}
