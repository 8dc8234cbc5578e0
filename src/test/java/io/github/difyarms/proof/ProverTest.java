package io.github.difyarms.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Addition;
import io.github.difyarms.image.AppendedImage;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.Difference;
import io.github.difyarms.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProverTest {
  private static final String OLD = "#!/bin/bash\nexec gunicorn\n";
  private static final String NEW = "#!/bin/bash\nexec instrument gunicorn\n";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One layer, one label, one annotation of the base's own. */
  private static BaseImage base() {
    Digest layer = Digest.of(bytes("layer"));
    byte[] config =
        bytes(
            ("{'architecture':'amd64','os':'linux','config':{'Env':['A=1'],'Labels':{'theirs':'x'}},"
                    + "'rootfs':{'type':'layers','diff_ids':['"
                    + layer
                    + "']},'history':[{'created':'2026-01-01T00:00:00Z'}]}")
                .replace('\'', '"'));
    String manifest =
        ("{'schemaVersion':2,'config':{'mediaType':'"
                + MediaTypes.OCI_CONFIG
                + "','digest':'"
                + Digest.of(config)
                + "','size':"
                + config.length
                + "},'layers':[{'mediaType':'application/vnd.oci.image.layer.v1.tar+gzip','digest':'"
                + layer
                + "','size':5}],'annotations':{'theirs':'y'}}")
            .replace('\'', '"');
    return new BaseImage(
        ImageManifest.of(RawManifest.of(MediaTypes.OCI_MANIFEST, bytes(manifest))),
        ImageConfig.of(config));
  }

  private static EntryAttributes attributes(int mode) {
    return new EntryAttributes(mode, 1001, 1001, Instant.EPOCH, new TreeMap<>());
  }

  private static Promise promise() {
    FoundFile file =
        new FoundFile(
            AbsoluteUnixPath.get("/app/run.sh"),
            AbsoluteUnixPath.get("/app/run.sh"),
            attributes(0755),
            OLD.length(),
            Digest.of(bytes(OLD)),
            Optional.of(BlobContent.of(bytes(OLD))),
            new TreeMap<>(Map.of("/app", attributes(0770))),
            0);
    return new Promise(
        base(),
        List.of(file),
        Map.of("/app/run.sh", Digest.of(bytes(NEW))),
        false,
        "io.github.difyarms.");
  }

  private static Tar layer() {
    return new Tar().directory("app/", 0770).file("app/run.sh", NEW);
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An image as it would be published, with something to do to its documents before. */
  private static final class Published implements ImageSource {
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final RawManifest manifest;

    Published(Tar layer, Consumer<ObjectNode> manifestEdit, Consumer<ObjectNode> configEdit) {
      byte[] tar = layer.plain();
      byte[] gzip = gzip(tar);
      Digest diffId = Digest.of(tar);
      LayerBlob blob = new LayerBlob(Digest.of(gzip), gzip.length, diffId, 0, BlobContent.of(gzip));
      AppendedImage image =
          AppendedImage.of(
              base(),
              new Addition(
                  blob,
                  new TreeMap<>(Map.of("io.github.difyarms.version", "1")),
                  new TreeMap<>(Map.of("org.opencontainers.image.base.name", "base")),
                  Instant.EPOCH,
                  "us"),
              Family.OCI);
      ObjectNode config = Json.readObject(image.config(), "config");
      configEdit.accept(config);
      byte[] configBytes = Json.write(config);
      ObjectNode json = Json.readObject(image.manifest().bytes(), "manifest");
      ((ObjectNode) json.path("config"))
          .put("digest", Digest.of(configBytes).toString())
          .put("size", configBytes.length);
      manifestEdit.accept(json);
      manifest = RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(json));
      blobs.put(blob.digest(), gzip);
      blobs.put(Digest.of(configBytes), configBytes);
    }

    Prover.Findings prove() throws IOException {
      return Prover.prove(promise(), this, manifest.digest(), "api linux/amd64");
    }

    @Override
    public RawManifest manifest(String identifier) {
      return manifest;
    }

    @Override
    public Optional<Digest> head(String identifier) {
      return Optional.of(manifest.digest());
    }

    @Override
    public InputStream open(Descriptor blob) {
      return new ByteArrayInputStream(blobs.getOrDefault(blob.digest(), new byte[0]));
    }
  }

  private static Published published(Tar layer) {
    return new Published(layer, manifest -> {}, config -> {});
  }

  private static List<String> pointers(List<Difference> differences) {
    return differences.stream().map(Difference::pointer).toList();
  }

  @Test
  void whatWasPromisedIsFoundAndNothingElse() throws IOException {
    Prover.Findings findings = published(layer()).prove();

    assertThat(pointers(findings.proof().manifest()))
        .containsExactly(
            "/annotations/org.opencontainers.image.base.name",
            "/config/digest",
            "/config/size",
            "/layers/1/mediaType",
            "/layers/1/digest",
            "/layers/1/size");
    assertThat(pointers(findings.proof().config()))
        .containsExactly(
            "/config/Labels/io.github.difyarms.version",
            "/history/1/created",
            "/history/1/created_by",
            "/rootfs/diff_ids/1");
    assertThat(findings.proof().layer())
        .extracting(item -> item.type() + " " + item.mode() + " " + item.owner() + item.path())
        .containsExactly("directory 0770 1001:1001/app", "file 0755 1001:1001/app/run.sh");
    assertThat(findings.proof().texts().get(0).lines())
        .contains("-exec gunicorn", "+exec instrument gunicorn");
    assertThat(findings.texts()).containsExactly(Map.entry("/app/run.sh", NEW));
  }

  @ParameterizedTest
  @CsvSource({
    "/config/Env/0, config ~ /config/Env/0",
    "/config/Labels/theirs, config ~ /config/Labels/theirs",
    "/config/User, config + /config/User",
    "/os, config ~ /os",
    "/history/0/created, config ~ /history/0/created",
    "/rootfs/diff_ids/0, config ~ /rootfs/diff_ids/0",
    "/rootfs/diff_ids/1, another diff id",
  })
  void aConfigThatDiffersInMoreIsRefused(String pointer, String said) {
    Published image = new Published(layer(), manifest -> {}, config -> set(config, pointer));

    assertRefused(image, said);
  }

  @ParameterizedTest
  @CsvSource({
    "/layers/0/digest, manifest ~ /layers/0/digest",
    "/layers/0/size, manifest ~ /layers/0/size",
    "/annotations/theirs, manifest ~ /annotations/theirs",
    "/annotations/ours, manifest + /annotations/ours",
    "/mediaType, manifest + /mediaType",
    "/subject, manifest + /subject",
    "/layers/1/urls, manifest + /layers/1/urls",
  })
  void aManifestThatDiffersInMoreIsRefused(String pointer, String said) {
    Published image = new Published(layer(), manifest -> set(manifest, pointer), config -> {});

    assertRefused(image, said);
  }

  @Test
  void somethingThatIsGoneIsRefused() {
    assertRefused(
        new Published(
            layer(), manifest -> {}, config -> ((ObjectNode) config.path("config")).remove("Env")),
        "config - /config/Env");
    assertRefused(
        new Published(
            layer(), manifest -> ((ArrayNode) manifest.path("layers")).remove(0), config -> {}),
        "it has 1 layers");
  }

  @Test
  void aLayerWithMoreLessOrOtherwiseIsRefused() {
    assertRefused(published(layer().file("etc/passwd", "x")), "layer has /etc/passwd");
    assertRefused(published(layer().whiteout("app/other")), "layer has /app/.wh.other");
    assertRefused(published(layer().opaque("app/")), "layer has /app/.wh..wh..opq");
    assertRefused(published(layer().symlink("app/x", "/y")), "layer has /app/x, a symbolic link");
    assertRefused(published(layer().device("dev")), "layer has /dev");
    assertRefused(published(layer().directory("tmp/", 0777)), "layer has /tmp, a directory");
    assertRefused(published(layer().file("app/run.sh", NEW)), "layer has /app/run.sh twice");
    assertRefused(published(new Tar().directory("app/", 0770)), "layer lacks /app/run.sh");
    assertRefused(published(new Tar().file("app/run.sh", NEW)), "layer lacks /app");
    assertRefused(
        published(new Tar().directory("app/", 0770).file("app/run.sh", "rm -rf /\n")),
        "layer has other bytes in /app/run.sh");
    assertRefused(
        published(new Tar().directory("app/", 0770).file("app/run.sh", OLD)),
        "layer has other bytes in /app/run.sh");
    assertRefused(
        published(new Tar().directory("app/", 0755).file("app/run.sh", NEW)),
        "layer has /app as 0755 1001:1001, the base as 0770 1001:1001");
    assertRefused(
        published(
            new Tar().directory("app/", 0770).file("app/run.sh", NEW, entry -> entry.setIds(0, 0))),
        "layer has /app/run.sh as 0755 0:0");
  }

  private static void set(ObjectNode document, String pointer) {
    int slash = pointer.lastIndexOf('/');
    var parent = document.at(pointer.substring(0, slash));
    if (parent instanceof ArrayNode array) {
      array.set(
          Integer.parseInt(pointer.substring(slash + 1)), Digest.of(bytes("other")).toString());
    } else if (pointer.endsWith("size")) {
      ((ObjectNode) parent).put("size", 4);
    } else {
      ((ObjectNode) parent).put(pointer.substring(slash + 1), Digest.of(bytes("other")).toString());
    }
  }

  private static void assertRefused(Published image, String said) {
    assertThatThrownBy(image::prove)
        .isInstanceOfSatisfying(
            DifyArmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROOF_FAILED))
        .hasMessageContaining(said);
  }
}
