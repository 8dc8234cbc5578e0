package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.Texts;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.store.OciLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What carrying out a plan needs from elsewhere: whole layers, and a Go to compile with. */
final class OfflineNeeds {
  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildRecords records;
  private final boolean index;

  /**
   * Creates what finds out.
   *
   * @param repositories opens targets
   * @param cache what earlier builds read
   * @param index whether the platforms come together in an index
   */
  OfflineNeeds(Repositories repositories, BuildCache cache, boolean index) {
    this.repositories = repositories;
    this.cache = cache;
    this.records = new BuildRecords(cache);
    this.index = index;
  }

  /** Returns what a planned component lacks; nothing of one that is up to date. */
  List<String> of(ComponentPlan plan) throws IOException {
    List<String> missing = new ArrayList<>();
    for (PlatformPlan platform : plan.platforms()) {
      missing.addAll(
          layers(plan.request(), platform.platform(), platform.base().manifest().layers()));
      for (FileChange file : platform.changes().files()) {
        missing.addAll(file.production().missing());
      }
      for (AddedTree tree : platform.changes().trees()) {
        missing.addAll(tree.production().missing());
      }
    }
    return missing;
  }

  /** Returns the layers of a platform that the target has to get and the cache does not have. */
  List<String> layers(ComponentRequest asked, Platform platform, List<Descriptor> layers)
      throws IOException {
    if (OfflineRepositories.here(asked.base())) {
      return List.of();
    }
    List<Descriptor> lacking =
        layers.stream()
            .filter(layer -> !MediaTypes.isForeign(layer.mediaType()))
            .filter(layer -> !cache.blobs().has(layer))
            .toList();
    Set<Digest> present = lacking.isEmpty() ? Set.of() : present(asked, platform, lacking);
    return lacking.stream()
        .filter(layer -> !present.contains(layer.digest()))
        .map(layer -> "layer " + layer.digest() + ", " + Texts.bytes(layer.size()))
        .map(layer -> line(asked.base(), layer))
        .toList();
  }

  /** Of a registry, as a build does it, only what its last image has is taken to be there. */
  private Set<Digest> present(ComponentRequest asked, Platform platform, List<Descriptor> layers)
      throws IOException {
    if (asked.target() instanceof Target.Registry) {
      Optional<Platform> alone = index ? Optional.empty() : Optional.of(platform);
      return records.known(asked.target(), alone, Targets.reader(repositories, cache, asked));
    }
    OciLayout layout = OciLayout.of(Targets.directory(asked.target()));
    Set<Digest> present = new HashSet<>();
    for (Descriptor layer : layers) {
      if (layout.has(layer)) {
        present.add(layer.digest());
      }
    }
    return present;
  }

  static String line(ImageReference image, String what) {
    return what + ": " + image;
  }
}
