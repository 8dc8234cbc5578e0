package io.github.difyarms.component;

import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.SearchResult;
import java.util.Optional;

/**
 * One platform of a base image, as a component sees it.
 *
 * @param reference where the base is
 * @param difyVersion the Dify release the user named, if any
 * @param platform the platform
 * @param image manifest and config
 * @param files what the search for the component's files brought
 */
public record PlatformBase(
    ImageReference reference,
    Optional<String> difyVersion,
    Platform platform,
    BaseImage image,
    SearchResult files) {}
