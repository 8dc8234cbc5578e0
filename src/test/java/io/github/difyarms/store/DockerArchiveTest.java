package io.github.difyarms.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.Tar;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.DockerClient;
import io.github.difyarms.toolchain.Redaction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerArchiveTest {
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final List<ImageReference> NAMES =
      List.of(ImageReference.parse("dify-api:1"), ImageReference.parse("example.com/a/dify-api:2"));

  @TempDir private Path folder = Path.of("");
  private OciLayout layout = OciLayout.create(Path.of("target/unused"));

  @BeforeEach
  void create() {
    layout = OciLayout.create(folder.resolve("layout"));
  }

  /** An image whose layers hold one file each; the same layer may be there twice. */
  private DockerArchive image(String layerType, byte[]... tars) throws IOException {
    var config = Json.object().put("architecture", "amd64").put("os", "linux");
    var diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    var manifest = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    var layers = Json.object().putArray("layers");
    for (byte[] tar : tars) {
      diffIds.add(Digest.of(plain(layerType, tar)).toString());
      layers.add(put(layerType, tar).json());
    }
    manifest.set("config", put(MediaTypes.OCI_CONFIG, Json.write(config)).json());
    manifest.set("layers", layers);
    RawManifest raw = RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(manifest));
    layout.putManifest("1", raw);
    return DockerArchive.of(layout, raw.digest(), NAMES);
  }

  private static byte[] plain(String layerType, byte[] tar) {
    return layerType.equals(OCI_LAYER) ? tar : layer("one").plain();
  }

  private Descriptor put(String type, byte[] bytes) throws IOException {
    Descriptor blob = Descriptor.of(type, Digest.of(bytes), bytes.length);
    layout.pushBlob(blob, BlobContent.of(bytes));
    return blob;
  }

  private static Tar layer(String text) {
    return new Tar().file(text + ".txt", text);
  }

  private DockerArchive gzipped() throws IOException {
    return image(OCI_LAYER + "+gzip", layer("one").gzip());
  }

  private static byte[] bytes(DockerArchive archive) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    archive.writeTo(out);
    return out.toByteArray();
  }

  private static Map<String, byte[]> entries(byte[] tar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        assertThat(e.getLastModifiedTime().toMillis()).isZero();
        assertThat(entries.put(e.getName(), in.readAllBytes())).as("twice").isNull();
      }
    }
    return entries;
  }

  private static byte[] of(Map<String, byte[]> entries, String name) {
    return Objects.requireNonNull(entries.get(name), name);
  }

  private Path file(DockerArchive archive) throws IOException {
    return Files.write(folder.resolve("image.tar"), bytes(archive));
  }

  @Test
  void bothIndexesNameTheSameImageAndEveryBlobIsThereOnce() throws IOException {
    byte[] twice = layer("one").plain();
    Map<String, byte[]> entries = entries(bytes(image(OCI_LAYER, twice, twice)));

    assertThat(new ArrayList<>(entries.keySet()).subList(0, 3))
        .containsExactly("oci-layout", "index.json", "manifest.json");
    assertThat(entries).hasSize(3 + 3);
    JsonNode old = new ObjectMapper().readTree(of(entries, "manifest.json")).path(0);
    assertThat(old.path("RepoTags")).hasToString("[\"dify-api:1\",\"example.com/a/dify-api:2\"]");
    assertThat(old.path("Layers")).hasSize(2).allMatch(path -> entries.containsKey(path.asText()));
    JsonNode index = Json.readObject(of(entries, "index.json"), "index").path("manifests");
    assertThat(index.findValuesAsText("io.containerd.image.name"))
        .containsExactly("docker.io/library/dify-api:1", "example.com/a/dify-api:2");
    assertThat(index.findValuesAsText("org.opencontainers.image.ref.name"))
        .containsExactly("1", "2");
    String digest = index.path(0).path("digest").asText();
    byte[] manifest = of(entries, "blobs/" + digest.replace(':', '/'));
    assertThat(Digest.of(manifest)).hasToString(digest);
    assertThat(old.path("Config").asText())
        .isEqualTo(
            "blobs/"
                + Json.readObject(manifest, "manifest")
                    .path("config")
                    .path("digest")
                    .asText()
                    .replace(':', '/'));
  }

  @Test
  void equalImagesGiveEqualBytes() throws IOException {
    byte[] first = bytes(gzipped());
    layout = OciLayout.create(folder.resolve("elsewhere"));

    assertThat(bytes(gzipped())).isEqualTo(first);
  }

  @Test
  void aFileIsRecognisedUnlessItsImageItsNameOrItsEndDiffers() throws IOException {
    DockerArchive archive = gzipped();
    Path file = file(archive);
    assertThat(archive.isIn(file)).isTrue();

    assertThat(image(OCI_LAYER, layer("two").plain()).isIn(file)).isFalse();
    Files.write(
        file,
        new String(bytes(archive), StandardCharsets.ISO_8859_1)
            .replace("dify-api:2", "dify-api:3")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(archive.isIn(file)).isFalse();
    Files.write(file, Arrays.copyOf(bytes(archive), bytes(archive).length - 1));
    assertThat(archive.isIn(file)).isFalse();
    assertThat(archive.isIn(folder.resolve("none"))).isFalse();
  }

  @Test
  void aBlobDamagedOnDiskIsNotedBeforeTheArchiveIsComplete() throws IOException {
    DockerArchive archive = gzipped();
    Digest layer = Digest.of(layer("one").gzip());
    Path blob = folder.resolve("layout/blobs/sha256").resolve(layer.hex());
    byte[] damaged = Files.readAllBytes(blob);
    damaged[damaged.length - 1]++;
    Files.write(blob, damaged);

    assertThatThrownBy(() -> bytes(archive)).hasMessageContaining("DA-204");
  }

  @Test
  void aForeignLayerIsRefused() {
    assertThatThrownBy(
            () ->
                image(
                    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                    layer("one").gzip()))
        .hasMessageContaining("DA-685");
  }

  @Test
  void skopeoReadsItAsBothKindsOfArchive() throws IOException {
    Optional<String> skopeo = CommandLine.find("skopeo", "archives were not read with it");
    assumeTrue(skopeo.isPresent());
    Path file = file(gzipped());

    for (String reference :
        List.of("docker-archive:" + file + ":dify-api:1", "oci-archive:" + file + ":2")) {
      String config = CommandLine.of(skopeo.get(), "inspect", "--config", reference).run().orFail();
      assertThat(config).contains(Digest.of(layer("one").plain()).toString());
    }
  }

  @Test
  void aClientThatTakesItFromAPipeHasTheImage() throws Exception {
    Optional<Podman> found = Podman.over(folder.resolve("podman"));
    assumeTrue(found.isPresent());
    List<String> told = new ArrayList<>();
    try (Podman podman = found.get();
        Commands commands = new Commands(Redaction.none())) {
      String program = podman.asDocker(folder.resolve("docker")).toString();
      DockerClient docker = new DockerClient(commands, program, folder, System.getenv());

      assertThat(docker.platform()).isEmpty();
      docker.load("dify-api:1", gzipped()::writeTo, told::add);

      assertThat(String.join("\n", told)).contains("dify-api:1");
      podman.command("image", "exists", "dify-api:1").run().orFail();
    }
  }

  @Test
  void podmanLoadsLayersHoweverTheyAreCompressed() throws IOException {
    Optional<Podman> found = Podman.over(folder.resolve("podman"));
    assumeTrue(found.isPresent());
    Map<String, byte[]> kinds =
        Map.of(
            OCI_LAYER,
            layer("one").plain(),
            OCI_LAYER + "+gzip",
            layer("one").gzip(),
            OCI_LAYER + "+zstd",
            layer("one").zstd());
    try (Podman podman = found.get()) {
      for (Map.Entry<String, byte[]> kind : kinds.entrySet()) {
        Path file = file(image(kind.getKey(), kind.getValue()));

        String told = podman.command("load", "-i", file.toString()).run().orFail();

        assertThat(told).as(kind.getKey()).contains("dify-api:1", "example.com/a/dify-api:2");
        podman.command("rmi", "--all", "--force").run().orFail();
      }
    }
  }
}
