package io.github.difyarms.component;

import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.SearchResult;
import java.time.Instant;
import java.util.Optional;

/**
 * One platform of a base image, as a component sees it.
 *
 * @param reference where the base is
 * @param difyVersion the Dify release the user named, if any
 * @param platform the platform
 * @param image manifest and config
 * @param timestamp time of new files; that of the file in whose place they come when empty
 * @param force whether the user insists on what would be refused
 * @param files what the search for the component's files brought
 * @param trees lists directories, which costs reading whole layers where it was not done before
 */
public record PlatformBase(
    ImageReference reference,
    Optional<String> difyVersion,
    Platform platform,
    BaseImage image,
    Optional<Instant> timestamp,
    boolean force,
    SearchResult files,
    BaseTrees trees) {}
