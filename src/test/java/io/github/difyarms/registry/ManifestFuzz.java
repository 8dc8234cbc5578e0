package io.github.difyarms.registry;

import static io.github.difyarms.fuzzing.Reading.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import io.github.difyarms.image.Addition;
import io.github.difyarms.image.AppendedImage;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpHeaders;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Manifests and indexes as a registry answers, and configs: the first byte chooses the header, a
 * byte 0x1e ends the manifest, and what follows is its config.
 */
public final class ManifestFuzz implements FuzzTarget {
  private static final URI ADDRESS = URI.create("https://registry.example/v2/a/manifests/b");
  private static final byte END = 0x1e;
  private static final Digest DIGEST = Digest.of(new byte[0]);
  private static final List<String> TYPES =
      List.of(
          MediaTypes.OCI_INDEX,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_LIST,
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_SCHEMA1_SIGNED,
          "Application/VND.oci.image.index.v1+JSON ; charset=utf-8",
          "text/plain",
          "");

  @Override
  public void accept(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    int end = 1;
    while (end < input.length && input[end] != END) {
      end++;
    }
    byte[] body = Arrays.copyOfRange(input, 1, end);
    byte[] config = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    String type = TYPES.get((input[0] & 0xff) % TYPES.size());
    HttpAnswer answer =
        new HttpAnswer(ADDRESS, 200, HttpHeaders.of(Map.of("Content-Type", List.of(type))), body);
    Optional<RawManifest> raw =
        Reading.of(() -> ManifestReader.read(answer, Optional.empty(), "fuzzed"));
    if (raw.isEmpty()) {
      return;
    }
    Optional<ImageIndex> index = Reading.of(() -> ImageIndex.of(raw.get()));
    Optional<ImageManifest> manifest = Reading.of(() -> ImageManifest.of(raw.get()));
    require(index.isEmpty() || manifest.isEmpty(), "a document is an index or a manifest");
    if (index.isPresent()) {
      index(index.get());
    }
    if (manifest.isPresent()) {
      Optional<BaseImage> base =
          Reading.of(() -> new BaseImage(manifest.get(), ImageConfig.of(config)));
      if (base.isPresent()) {
        base(base.get());
      }
    }
  }

  private static void index(ImageIndex index) throws Exception {
    require(
        index.images().size() + index.others().size() == index.manifests().size(),
        "an entry is an image or another thing");
    for (Family family : Family.values()) {
      RawManifest same = index.withManifests(index.images(), family);
      require(
          ImageIndex.of(same).manifests().equals(index.images()),
          "an index with other children has these children");
    }
  }

  private static void base(BaseImage base) throws Exception {
    base.platform().fileName();
    base.config().created();
    base.config().label("x");
    for (Family family : Family.values()) {
      Optional<AppendedImage> made =
          Reading.of(() -> AppendedImage.of(base, addition(base), family));
      if (made.isPresent()) {
        made(base, made.get(), family);
      }
    }
  }

  private static Addition addition(BaseImage base) {
    LayerBlob layer = new LayerBlob(DIGEST, 0, DIGEST, 0, BlobContent.of(new byte[0]));
    return new Addition(
        layer,
        new TreeMap<>(Map.of("label", "value")),
        new TreeMap<>(),
        base.config().created().orElse(Instant.EPOCH),
        "fuzzed");
  }

  private static void made(BaseImage base, AppendedImage made, Family family) {
    ImageManifest manifest = ImageManifest.of(made.manifest());
    BaseImage image = new BaseImage(manifest, ImageConfig.of(made.config()));
    int layers = base.manifest().layers().size();
    require(manifest.layers().size() == layers + 1, "there is one layer more");
    require(image.config().label("label").equals(Optional.of("value")), "the label is there");
    require(image.platform().equals(base.platform()), "the platform stays");
    boolean converted = Family.of(base.manifest().raw().mediaType()) != family;
    if (!converted) {
      require(
          manifest.layers().subList(0, layers).equals(base.manifest().layers()),
          "the layers below stay");
    }
    ObjectNode before = base.config().json();
    ObjectNode after = image.config().json();
    for (ObjectNode config : List.of(before, after)) {
      config.remove(List.of("rootfs", "history", "config"));
    }
    require(before.equals(after), "everything else in the config stays");
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Captured captured = new Captured();
    for (MiniatureImages.Builder builder :
        List.of(MiniatureImages.builder().rich(), MiniatureImages.pluginDaemonLocal())) {
      builder.platforms("linux/arm64").layers(5).build().pushTo(captured, "a", "b");
    }
    for (RawManifest manifest : captured.manifests) {
      byte type = (byte) Math.max(0, TYPES.indexOf(manifest.mediaType()));
      byte[] config =
          MediaTypes.isManifest(manifest.mediaType())
              ? captured.bytes(ImageManifest.of(manifest).config().digest())
              : new byte[0];
      seeds.add(seed(type, manifest.bytes(), config));
    }
    String small = "{\"mediaType\":\"t\",\"digest\":\"" + DIGEST + "\",\"size\":0}";
    seeds.add(
        seed(
            (byte) 1,
            ("{\"schemaVersion\":2,\"config\":" + small + ",\"layers\":[" + small + "]}")
                .getBytes(UTF_8),
            ("{\"os\":\"linux\",\"architecture\":\"arm\",\"created\":\"2026-01-01T00:00:00Z\","
                    + "\"rootfs\":{\"diff_ids\":[\""
                    + DIGEST
                    + "\"]},\"history\":[{\"empty_layer\":true},{}]}")
                .getBytes(UTF_8)));
    return seeds;
  }

  private static byte[] seed(byte type, byte[] manifest, byte[] config) {
    byte[] seed = new byte[manifest.length + config.length + 2];
    seed[0] = type;
    System.arraycopy(manifest, 0, seed, 1, manifest.length);
    seed[manifest.length + 1] = END;
    System.arraycopy(config, 0, seed, manifest.length + 2, config.length);
    return seed;
  }

  /** Takes what a miniature image is made of. */
  private static final class Captured implements ImageSink {
    private final List<RawManifest> manifests = new ArrayList<>();
    private final Map<Digest, byte[]> blobs = new HashMap<>();

    byte[] bytes(Digest digest) {
      return Objects.requireNonNull(blobs.get(digest));
    }

    @Override
    public void putBlob(String repository, byte[] bytes) {
      blobs.put(Digest.of(bytes), bytes);
    }

    @Override
    public void putManifest(String repository, String identifier, RawManifest manifest) {
      manifests.add(manifest);
    }
  }

  @Override
  public List<String> words() {
    List<String> words = new ArrayList<>(TYPES.subList(0, 5));
    words.addAll(
        List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "null",
            "true",
            "1e99999",
            "-1",
            "9223372036854775808",
            "\"schemaVersion\":2",
            "\"mediaType\":",
            "\"config\":",
            "\"layers\":",
            "\"manifests\":",
            "\"digest\":",
            "\"size\":",
            "\"platform\":",
            "\"os\":",
            "\"architecture\":",
            "\"variant\":",
            "\"annotations\":",
            "\"artifactType\":",
            "\"urls\":",
            "\"rootfs\":",
            "\"diff_ids\":",
            "\"history\":",
            "\"empty_layer\":true",
            "\"created\":",
            "\"Labels\":",
            "\\u0000",
            "\"" + DIGEST + "\"",
            MediaTypes.OCI_LAYER_ZSTD,
            MediaTypes.DOCKER_LAYER_GZIP,
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"));
    return words;
  }

  @Override
  public int longest() {
    return 8192;
  }
}
