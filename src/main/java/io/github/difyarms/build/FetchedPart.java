package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Product;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image of one platform as its registry has it. What decides is read off these bytes; a file
 * that tells of it only adds what they do not say.
 *
 * @param part where it was named
 * @param manifest its manifest
 * @param config its config
 */
record FetchedPart(JoinRequest.Part part, ImageManifest manifest, ImageConfig config) {
  private static final String BASE = "org.opencontainers.image.base.digest";

  /** Reads an image by its digest, which also proves that it is there. */
  static FetchedPart of(JoinRequest.Part part, ImageSource registry) throws IOException {
    Digest digest = part.image().digest().orElseThrow();
    try {
      RawManifest raw = registry.manifest(digest.toString());
      ImageManifest manifest = ImageManifest.of(raw);
      FetchedPart fetched =
          new FetchedPart(
              part, manifest, ImageConfig.of(BaseReader.config(registry, manifest.config())));
      fetched.requireOurs();
      if (part.result().isPresent()) {
        ToldLayer.require(fetched, part.result().get().platform(), registry);
      }
      return fetched;
    } catch (DifyArmsException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw new DifyArmsException(
            ErrorCode.PART_GONE,
            "the registry does not have this part of an image",
            part.where() + ": " + part.image(),
            e.why(),
            e);
      }
      throw e;
    }
  }

  String where() {
    return part.where();
  }

  Digest digest() {
    return manifest.raw().digest();
  }

  /** Returns the repository it lies in. */
  String repository() {
    return part.image().name();
  }

  /** Returns the labels of ours, without their prefix. */
  SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>();
    config
        .json()
        .path("config")
        .path("Labels")
        .properties()
        .forEach(
            label -> {
              if (label.getKey().startsWith(Product.LABEL_PREFIX)) {
                labels.put(
                    label.getKey().substring(Product.LABEL_PREFIX.length()),
                    label.getValue().asText());
              }
            });
    return labels;
  }

  private String label(String name) {
    return config
        .label(Product.LABEL_PREFIX + name)
        .orElseThrow(() -> unfit("it has no label " + Product.LABEL_PREFIX + name));
  }

  String component() {
    return label("component");
  }

  /** Returns the upstream image it was built from, by name and by the digest of its index. */
  ImageReference base() {
    try {
      return ImageReference.parse(label("base.name")).withDigest(digest("base.digest"));
    } catch (DifyArmsException e) {
      throw e.code() == ErrorCode.PART_UNFIT ? e : unfit("its label base.name is no reference");
    }
  }

  /** Returns the upstream image as it was asked for. */
  String baseName() {
    return label("base.name");
  }

  Digest inputs() {
    return digest("inputs");
  }

  private Digest digest(String label) {
    try {
      return Digest.parse(label(label));
    } catch (DifyArmsException e) {
      throw e.code() == ErrorCode.PART_UNFIT ? e : unfit("its label " + label + " is no digest");
    }
  }

  /** Returns the entry of the base it names, where its format can name one. */
  Optional<String> baseEntry() {
    return Optional.ofNullable(manifest.json().path("annotations").path(BASE).textValue());
  }

  /** Returns its platform as the base's index has it. */
  Platform platform(List<Descriptor> entries) {
    return entries.stream()
        .filter(entry -> baseEntry().equals(Optional.of(entry.digest().toString())))
        .findFirst()
        .flatMap(Descriptor::platform)
        .orElseGet(config::platform);
  }

  private void requireOurs() {
    String id = component();
    Digest inputs = inputs();
    ImageReference base = base();
    if (part.result().isEmpty()) {
      return;
    }
    ComponentResult told = part.result().get().image();
    PlatformResult platform = part.result().get().platform();
    List<Descriptor> layers = manifest.layers();
    require(told.id().equals(id), "it says component " + told.id() + ", the image " + id);
    require(told.base().equals(baseName()), "it says base " + told.base() + ", not " + baseName());
    require(
        Optional.of(told.baseDigest()).equals(base.digest()),
        "it says another digest of the base than the image");
    require(told.inputs().equals(inputs), "it says other inputs than the image");
    require(
        platform.config().equals(manifest.config().digest()),
        "it says another config than there is");
    require(
        !layers.isEmpty() && !config.diffIds().isEmpty(),
        "the image has no layers, or its config names none");
    require(
        platform.layer().digest().equals(layer().digest())
            && platform.layer().size() == layer().size()
            && platform.layer().diffId().equals(config.diffIds().get(config.diffIds().size() - 1)),
        "it says another layer than there is");
  }

  /** Returns the layer that was added; who asks has seen that there is one. */
  Descriptor layer() {
    return manifest.layers().get(manifest.layers().size() - 1);
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw unfit(otherwise);
    }
  }

  DifyArmsException unfit(String why) {
    return new DifyArmsException(
        ErrorCode.PART_UNFIT,
        "this part of an image is not what it should be",
        where() + ": " + part.image(),
        why);
  }
}
