package io.github.difyarms.probe;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.registry.Repository;
import java.util.Optional;

/** The bottom layer of an image: the one that changes least from release to release. */
final class BaseLayer {
  private BaseLayer() {}

  /** Finds it by reading an index and one of its manifests. */
  static Optional<Digest> of(Repository repository) {
    RawManifest top = repository.manifest(repository.name().identifier());
    if (MediaTypes.isIndex(top.mediaType())) {
      return ImageIndex.of(top).images().stream()
          .findFirst()
          .map(child -> repository.manifest(child.digest().toString()))
          .flatMap(BaseLayer::bottom);
    }
    return bottom(top);
  }

  private static Optional<Digest> bottom(RawManifest manifest) {
    return ImageManifest.of(manifest).layers().stream()
        .filter(layer -> !MediaTypes.isForeign(layer.mediaType()))
        .map(layer -> layer.digest())
        .findFirst();
  }
}
