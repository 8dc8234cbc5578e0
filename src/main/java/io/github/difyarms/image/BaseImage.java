package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;

/**
 * One platform of an upstream image: manifest and config that fit each other.
 *
 * @param manifest the manifest
 * @param config the config the manifest points to
 */
public record BaseImage(ImageManifest manifest, ImageConfig config) {
  /** Checks that layers, diff ids and history agree (OCI image specification, config.md). */
  public BaseImage {
    int layers = manifest.layers().size();
    int diffIds = config.diffIds().size();
    if (layers != diffIds) {
      throw inconsistent(manifest, layers + " layers, but " + diffIds + " diff ids");
    }
    if (config.hasHistory() && config.layersInHistory() != layers) {
      throw inconsistent(
          manifest,
          layers + " layers, but " + config.layersInHistory() + " history entries for layers");
    }
    if (!config.hasUsableLabels()) {
      throw inconsistent(manifest, "Labels in the config are no names with values");
    }
  }

  private static DifyArmsException inconsistent(ImageManifest manifest, String why) {
    return new DifyArmsException(
        ErrorCode.BASE_INCONSISTENT,
        "manifest and config of the base contradict each other",
        "manifest " + manifest.raw().digest(),
        why);
  }

  /** Returns the platform the config names. */
  public Platform platform() {
    return config.platform();
  }
}
