package io.github.difyarms.model;

import io.github.difyarms.image.ImageReference;

/**
 * One image that is asked for.
 *
 * @param id the component's id: {@code api}
 * @param base the upstream image
 * @param target where the result goes
 */
public record ComponentRequest(String id, ImageReference base, Target target) {}
