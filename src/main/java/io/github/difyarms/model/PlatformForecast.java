package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a plan comes to for one platform.
 *
 * @param plan the plan
 * @param layers the layers of the base, lowest first
 * @param layer the new layer
 * @param manifest digest of the new manifest, when everything in it is known
 */
public record PlatformForecast(
    PlatformPlan plan,
    List<LayerForecast> layers,
    LayerForecast layer,
    Optional<Digest> manifest) {}
