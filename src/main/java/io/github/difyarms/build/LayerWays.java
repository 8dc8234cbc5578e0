package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.Cost;
import io.github.difyarms.model.LayerForecast;
import io.github.difyarms.model.LayerForecast.Way;
import io.github.difyarms.model.PlatformForecast;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.CachedBlobs;
import io.github.difyarms.store.OciLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the layers of one component come to their target. A layer that several platforms share comes
 * once, and counts as the first one's in the plan's order. When each of them comes is not said
 * here: {@link Delivery} sends several at once, the base's while the new ones are being made.
 */
final class LayerWays {
  private final ComponentPlan plan;
  private final Tariff tariff;
  private final CachedBlobs cached;
  private final Set<Digest> known;
  private final Set<Digest> seen = new HashSet<>();
  private Bounds bounds;

  /**
   * Creates the ways.
   *
   * @param cached layers that earlier builds to disk kept
   * @param known blobs that the target is known to have
   * @param asked whether finding that out takes a request
   */
  LayerWays(
      ComponentPlan plan, Tariff tariff, CachedBlobs cached, Set<Digest> known, boolean asked) {
    this.plan = plan;
    this.tariff = tariff;
    this.cached = cached;
    this.known = Set.copyOf(known);
    this.bounds =
        plan.request().target() instanceof Target.Registry
            ? tariff.acquaintance().plus(asked ? tariff.look() : Bounds.NOTHING)
            : Bounds.NOTHING;
  }

  /** Returns what all layers so far take. */
  Bounds bounds() {
    return bounds;
  }

  PlatformForecast of(Preview preview) throws IOException {
    List<LayerForecast> layers = new ArrayList<>();
    for (Descriptor layer : preview.plan().base().manifest().layers()) {
      layers.add(base(layer));
    }
    return new PlatformForecast(
        preview.plan(),
        layers,
        own(preview),
        preview.exact() ? Optional.of(preview.image().manifest().digest()) : Optional.empty());
  }

  private LayerForecast base(Descriptor layer) throws IOException {
    if (MediaTypes.isForeign(layer.mediaType())) {
      return forecast(layer, Way.LEFT, "it may not be distributed; the manifest names where it is");
    }
    if (!seen.add(layer.digest())) {
      return forecast(layer, Way.PRESENT, "another platform brings it");
    }
    if (known.contains(layer.digest())) {
      return forecast(layer, Way.PRESENT, "the target's last image has it");
    }
    if (!(plan.request().target() instanceof Target.Registry registry)) {
      return onDisk(layer);
    }
    ImageReference base = plan.request().base();
    if (!registry.repository().sameRegistry(base)) {
      bounds = bounds.plus(tariff.copy(layer.size()));
      return forecast(layer, Way.STREAM, "the base is in another registry");
    }
    if (registry.repository().repository().equals(base.repository())) {
      return forecast(layer, Way.PRESENT, "base and target are one repository");
    }
    bounds = bounds.plus(tariff.mount(layer.size()));
    return forecast(layer, Way.MOUNT, "the base is in the same registry");
  }

  private LayerForecast onDisk(Descriptor layer) throws IOException {
    if (OciLayout.of(Targets.directory(plan.request().target())).has(layer)) {
      return forecast(layer, Way.PRESENT, "the layout has it");
    }
    if (cached.has(layer)) {
      // Its bytes are looked at when they are needed; damaged ones are read again.
      bounds = bounds.plus(new Bounds(Cost.NOTHING, tariff.blob(layer.size()).worstCase()));
      return forecast(layer, Way.PRESENT, "the cache has it");
    }
    bounds = bounds.plus(tariff.blob(layer.size()));
    return forecast(layer, Way.STREAM, "the layout does not have it");
  }

  private LayerForecast own(Preview preview) {
    var layer = preview.image().layer();
    if (preview.exact()) {
      Optional<Digest> digest = Optional.of(layer.digest());
      if (!seen.add(layer.digest())) {
        return new LayerForecast(
            digest, layer.size(), false, Way.PRESENT, "another platform has the same");
      }
      if (known.contains(layer.digest())) {
        return new LayerForecast(
            digest, layer.size(), false, Way.PRESENT, "the target's last image has it");
      }
    }
    if (plan.request().target() instanceof Target.Registry) {
      long most = preview.mostLayerBytes();
      bounds =
          bounds.plus(
              Delivery.streams(preview.plan(), layer.uncompressedSize())
                  ? tariff.grow(layer.size(), most)
                  : tariff.push(layer.size(), most));
    }
    return new LayerForecast(
        preview.exact() ? Optional.of(layer.digest()) : Optional.empty(),
        layer.size(),
        !preview.exact(),
        Way.PUSH,
        preview.exact() ? "it is new" : "it is not made yet; the size is a guess");
  }

  private static LayerForecast forecast(Descriptor layer, Way way, String reason) {
    return new LayerForecast(Optional.of(layer.digest()), layer.size(), false, way, reason);
  }
}
