package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.MiniatureLayer.Packed;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Dify's images in miniature: the shape upstream publishes (index, attestation entries, the files
 * that builds replace in late layers, owners and modes of the directories above) with next to
 * nothing inside. The same bytes come out every time.
 */
public final class MiniatureImages {
  private final MiniatureShape shape;

  private MiniatureImages(MiniatureShape shape) {
    this.shape = shape;
  }

  /**
   * Returns the options of a dify-api, by default an OCI index for amd64 and arm64 with eight
   * layers each.
   */
  public static Builder builder() {
    return new Builder(new ApiPart());
  }

  /**
   * Returns the options of a dify-plugin-daemon of the flavour {@code -local}: a Docker manifest
   * list, {@code /app/main} and {@code /app/commandline} owned by root, tini as entry point.
   */
  public static Builder pluginDaemonLocal() {
    return new Builder(new PluginDaemonPart(false)).dockerList();
  }

  /**
   * Returns the options of a dify-plugin-daemon of the flavour {@code -serverless}: a Docker
   * manifest list, {@code /app/main} owned by 1000:1000 like the process, a health check.
   */
  public static Builder pluginDaemonServerless() {
    return new Builder(new PluginDaemonPart(true)).dockerList();
  }

  /** Returns the options of a dify-sandbox that starts {@code /main}: an OCI index. */
  public static Builder sandbox() {
    return new Builder(new SandboxPart(false));
  }

  /** Returns the options of a dify-sandbox that starts {@code /entrypoint.sh}, as from 0.2.13. */
  public static Builder sandboxWithStartScript() {
    return new Builder(new SandboxPart(true));
  }

  /**
   * Puts the image somewhere, children before their index.
   *
   * @return what the tag points to: the index, or the manifest when there is no index
   */
  public RawManifest pushTo(ImageSink sink, String repository, String tag) {
    List<RawManifest> children = new ArrayList<>();
    for (Platform platform : shape.platforms()) {
      RawManifest child = pushPlatform(sink, repository, platform);
      children.add(child);
      if (!shape.has(Oddity.SINGLE_MANIFEST)) {
        sink.putManifest(repository, child.digest().toString(), child);
      }
    }
    RawManifest top =
        shape.has(Oddity.SINGLE_MANIFEST) ? children.get(0) : index(sink, repository, children);
    sink.putManifest(repository, tag, top);
    return top;
  }

  private RawManifest pushPlatform(ImageSink sink, String repository, Platform platform) {
    List<MiniatureLayer> layers = new MiniatureLayers(shape, platform).all();
    ObjectNode manifest = Json.object().put("schemaVersion", 2);
    String mediaType = shape.oci() ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST;
    manifest.put("mediaType", mediaType);
    List<Packed> packed = layers.stream().map(layer -> layer.pack(shape.oci())).toList();
    byte[] config = MiniatureConfig.of(shape, platform, layers, packed);
    String configType = shape.oci() ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG;
    manifest.set("config", descriptor(configType, config).json());
    ArrayNode descriptors = manifest.putArray("layers");
    sink.putBlob(repository, config);
    for (int i = 0; i < packed.size(); i++) {
      sink.putBlob(repository, packed.get(i).bytes());
      ObjectNode descriptor = packed.get(i).descriptor().json();
      if (shape.rich() && shape.oci()) {
        descriptor.putObject("annotations").put("io.example.layer", Integer.toString(i));
      }
      descriptors.add(descriptor);
    }
    if (shape.rich() && shape.oci()) {
      manifest.putObject("annotations").put("org.opencontainers.image.vendor", "example");
    }
    return RawManifest.of(mediaType, Json.write(manifest));
  }

  private RawManifest index(ImageSink sink, String repository, List<RawManifest> children) {
    String mediaType = shape.oci() ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_LIST;
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
    ArrayNode entries = index.putArray("manifests");
    for (int i = 0; i < children.size(); i++) {
      ObjectNode entry = children.get(i).descriptor().json();
      entry.set("platform", platform(shape.platforms().get(i)));
      entries.add(entry);
    }
    if (shape.attestations()) {
      for (RawManifest child : children) {
        entries.add(MiniatureAttestation.push(sink, repository, child));
      }
    }
    if (shape.rich() && shape.oci()) {
      index.putObject("annotations").put("org.opencontainers.image.version", "miniature");
    }
    return RawManifest.of(mediaType, Json.write(index));
  }

  private ObjectNode platform(Platform platform) {
    ObjectNode json = Json.object();
    json.put("architecture", platform.architecture()).put("os", platform.os());
    boolean arm64 = platform.architecture().equals("arm64");
    String variant = platform.variant().isEmpty() && arm64 && shape.rich() ? "v8" : "";
    if (!platform.variant().isEmpty() || !variant.isEmpty()) {
      json.put("variant", platform.variant().isEmpty() ? variant : platform.variant());
    }
    if (shape.rich()) {
      json.put("os.version", "12").putArray("os.features").add("example");
    }
    return json;
  }

  static Descriptor descriptor(String mediaType, byte[] bytes) {
    return Descriptor.of(mediaType, Digest.of(bytes), bytes.length);
  }

  /** What kind of image is asked for. */
  public static final class Builder {
    private final MiniaturePart part;
    private final Map<Platform, byte[]> programs = new HashMap<>();
    private boolean oci = true;
    private List<Platform> platforms =
        List.of(Platform.parse("linux/amd64"), Platform.parse("linux/arm64"));
    private int layers = 8;
    private String script = StartScript.SOCKETIO.text();
    private Optional<Boolean> attestations = Optional.empty();
    private boolean rich;
    private final Set<Oddity> oddities = EnumSet.noneOf(Oddity.class);
    private Optional<Path> rootfs = Optional.empty();
    private int fillerMegabytes;

    private Builder(MiniaturePart part) {
      this.part = part;
    }

    /** Makes a Docker manifest list with Docker manifests; it has no attestation entries. */
    public Builder dockerList() {
      oci = false;
      return this;
    }

    /** Sets the platforms, for example {@code "linux/amd64"}. */
    public Builder platforms(String... names) {
      platforms = List.of(names).stream().map(Platform::parse).toList();
      return this;
    }

    /** Sets the number of layers per platform, five at least. */
    public Builder layers(int count) {
      if (count < MiniatureLayers.FIXED) {
        throw new IllegalArgumentException("needs " + MiniatureLayers.FIXED + " layers at least");
      }
      layers = count;
      return this;
    }

    /** Sets the text of both copies of the start script of dify-api. */
    public Builder script(String text) {
      script = text;
      return this;
    }

    /** Sets both copies of the start script of dify-api to one of ours. */
    public Builder script(StartScript ours) {
      return script(ours.text());
    }

    /**
     * Sets the plugin daemon's {@code /app/main} or the sandbox's {@code /main}. By default it is
     * an ELF file without code, see {@link SandboxProgram} for the sandbox's.
     */
    public Builder program(Platform platform, byte[] bytes) {
      programs.put(platform, bytes.clone());
      return this;
    }

    /** Leaves the attestation entries out. */
    public Builder withoutAttestations() {
      attestations = Optional.of(false);
      return this;
    }

    /**
     * Uses everything optional: fields in the config that builders like to lose, annotations, a
     * zstd and an uncompressed layer, extended attributes.
     */
    public Builder rich() {
      rich = true;
      return this;
    }

    /** Adds a deviation from upstream's shape. */
    public Builder odd(Oddity oddity) {
      oddities.add(oddity);
      return this;
    }

    /** Fills the first layer from a directory, so that the image can be run. */
    public Builder rootfs(Path directory) {
      rootfs = Optional.of(directory);
      return this;
    }

    /** Spreads so many megabytes that do not compress over the layers in the middle. */
    public Builder fillerMegabytes(int megabytes) {
      fillerMegabytes = megabytes;
      return this;
    }

    /** Returns the image, yet to be pushed. */
    public MiniatureImages build() {
      boolean single = oddities.contains(Oddity.SINGLE_MANIFEST);
      boolean attested = attestations.orElse(oci && !single);
      return new MiniatureImages(
          new MiniatureShape(
              part,
              oci,
              platforms,
              layers,
              script,
              Map.copyOf(programs),
              attested,
              rich,
              Set.copyOf(oddities),
              rootfs,
              fillerMegabytes));
    }
  }
}
