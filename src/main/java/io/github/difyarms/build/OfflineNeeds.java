package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.log.Texts;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.store.OciLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What carrying out a plan needs from elsewhere: whole layers, and a Go to compile with. */
final class OfflineNeeds {
  private OfflineNeeds() {}

  /** Returns what a planned component lacks; nothing of one that is up to date. */
  static List<String> of(ComponentPlan plan, BuildCache cache) throws IOException {
    List<String> missing = new ArrayList<>();
    for (PlatformPlan platform : plan.platforms()) {
      missing.addAll(layers(plan.request(), platform.base().manifest().layers(), cache));
      for (FileChange file : platform.changes().files()) {
        missing.addAll(file.production().missing());
      }
    }
    return missing;
  }

  /** Returns the layers that a target on this machine has to get and the cache does not have. */
  static List<String> layers(ComponentRequest asked, List<Descriptor> layers, BuildCache cache)
      throws IOException {
    List<String> missing = new ArrayList<>();
    if (asked.target() instanceof Target.Registry || OfflineRepositories.here(asked.base())) {
      return missing; // a registry may have them; it is asked
    }
    OciLayout layout = OciLayout.of(Targets.directory(asked.target()));
    for (Descriptor layer : layers) {
      if (!MediaTypes.isForeign(layer.mediaType())
          && !layout.has(layer)
          && !cache.blobs().has(layer)) {
        missing.add(
            line(asked.base(), "layer " + layer.digest() + ", " + Texts.bytes(layer.size())));
      }
    }
    return missing;
  }

  static String line(ImageReference image, String what) {
    return what + ": " + image;
  }
}
