package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.ComponentPlan;
import java.util.Optional;

/** Why entries of a base's index are left out. */
final class DroppedEntries {
  private DroppedEntries() {}

  static ComponentForecast.Dropped of(Descriptor entry, ComponentPlan plan) {
    return new ComponentForecast.Dropped(entry, reason(entry, plan));
  }

  private static String reason(Descriptor entry, ComponentPlan plan) {
    // BuildKit's own annotation, docs.docker.com/build/metadata/attestations/attestation-storage.
    if (entry.annotation("vnd.docker.reference.type").isPresent()) {
      return "attestation of "
          + entry.annotation("vnd.docker.reference.digest").orElse("an image")
          + ", which will be another image"
          + (AcrRules.apply(plan.request()) ? "; ACR refuses attestations" : "");
    }
    Optional<Platform> platform = entry.platform();
    if (platform.isEmpty() || platform.get().os().equals("unknown")) {
      return "no image of a platform";
    }
    boolean second =
        plan.platforms().stream().anyMatch(chosen -> chosen.platform().equals(platform.get()));
    return second
        ? platform.get() + " stands in the index before, and the first counts"
        : platform.get() + " is not asked for";
  }
}
