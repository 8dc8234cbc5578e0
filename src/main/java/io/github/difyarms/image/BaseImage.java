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

  /**
   * Checks that this is the platform for which an index has it: what is compiled for one would not
   * start in the other's image. The config may leave out its variant.
   *
   * @param entry its entry in the index
   * @throws DifyArmsException {@link ErrorCode#BASE_INCONSISTENT} when it is another one
   */
  public void requirePlatformOf(Descriptor entry) {
    Platform own = platform();
    entry
        .platform()
        .filter(
            said -> !same(said.os(), own.os()) || !same(said.architecture(), own.architecture()))
        .ifPresent(
            said -> {
              throw new DifyArmsException(
                  ErrorCode.BASE_INCONSISTENT,
                  "index and config of the base contradict each other",
                  "manifest " + manifest.raw().digest(),
                  "the index has it for " + said + ", its config says " + own);
            });
  }

  /** Who says nothing contradicts nobody. */
  private static boolean same(String said, String own) {
    return said.isEmpty() || own.isEmpty() || said.equals(own);
  }
}
