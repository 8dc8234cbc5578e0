package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;

/** The two families of manifests: OCI, and Docker's image manifest version 2, schema 2. */
public enum Family {
  /** OCI image specification 1.x. */
  OCI(
      MediaTypes.OCI_INDEX,
      MediaTypes.OCI_MANIFEST,
      MediaTypes.OCI_CONFIG,
      MediaTypes.OCI_LAYER_GZIP),
  /** Docker image manifest version 2, schema 2. */
  DOCKER(
      MediaTypes.DOCKER_LIST,
      MediaTypes.DOCKER_MANIFEST,
      MediaTypes.DOCKER_CONFIG,
      MediaTypes.DOCKER_LAYER_GZIP);

  private final String indexType;
  private final String manifestType;
  private final String configType;
  private final String layerType;

  Family(String indexType, String manifestType, String configType, String layerType) {
    this.indexType = indexType;
    this.manifestType = manifestType;
    this.configType = configType;
    this.layerType = layerType;
  }

  /** Returns the family of an index or manifest. */
  public static Family of(String mediaType) {
    return mediaType.startsWith("application/vnd.docker.") ? DOCKER : OCI;
  }

  /** Returns the media type of an index (manifest list). */
  public String indexType() {
    return indexType;
  }

  /** Returns the media type of an image manifest. */
  public String manifestType() {
    return manifestType;
  }

  /** Returns the media type of an image config. */
  public String configType() {
    return configType;
  }

  /** Returns the media type of a gzip layer. */
  public String layerType() {
    return layerType;
  }

  /**
   * Returns a layer's media type in this family.
   *
   * @throws DifyArmsException {@link ErrorCode#FORMAT_IMPOSSIBLE} for a layer that this family has
   *     no type for: zstd in Docker's, encrypted and unknown ones
   */
  String layerType(String current) {
    if (MediaTypes.isForeign(current)) {
      return current;
    }
    if (Family.of(current) == this) {
      return current;
    }
    return switch (current) {
      case MediaTypes.OCI_LAYER_GZIP -> MediaTypes.DOCKER_LAYER_GZIP;
      case MediaTypes.OCI_LAYER -> MediaTypes.DOCKER_LAYER;
      case MediaTypes.DOCKER_LAYER_GZIP -> MediaTypes.OCI_LAYER_GZIP;
      case MediaTypes.DOCKER_LAYER -> MediaTypes.OCI_LAYER;
      case MediaTypes.DOCKER_LAYER_ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
      default ->
          throw new DifyArmsException(
              ErrorCode.FORMAT_IMPOSSIBLE,
              "a layer of the base has no place in "
                  + (this == DOCKER ? "a Docker manifest" : "an OCI manifest"),
              "parameter to.format",
              "the base has a layer of type " + current);
    };
  }
}
