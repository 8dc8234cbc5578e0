package io.github.difyarms.model;

import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import java.time.Instant;
import java.util.Optional;

/**
 * What will be done for one platform.
 *
 * @param platform the platform as it was asked for
 * @param entry the base's descriptor in its index
 * @param base manifest and config of the base
 * @param changes what the component changes
 * @param timestamp time of the history entry
 * @param fileTime time of new files; that of those they replace when empty
 * @param inputs digest over everything that decides the image, whatever machine builds it and
 *     whatever other platforms are built beside it
 */
public record PlatformPlan(
    Platform platform,
    Descriptor entry,
    BaseImage base,
    Changes changes,
    Instant timestamp,
    Optional<Instant> fileTime,
    Digest inputs) {}
