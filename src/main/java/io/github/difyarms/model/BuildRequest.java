package io.github.difyarms.model;

import io.github.difyarms.image.Platform;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a user asked for, with every default filled in and nothing secret.
 *
 * @param difyVersion the Dify release, if one was named
 * @param components the images to build, in their order
 * @param platforms the platforms each image is built for, in their order
 * @param format the family of the result
 * @param timestamp the time of new files and history entries; when empty, files keep the time of
 *     those they replace and history has the base's own
 * @param outputDirectory where results are left
 * @param cacheDirectory where records of earlier builds are kept
 * @param index whether an index is published and tagged; otherwise the images are pushed by digest
 *     only, for another run to join
 * @param readBack reads what was published again, for the proof
 * @param force builds even when nothing changed
 * @param failOnWarning stops after planning when there was a warning
 */
public record BuildRequest(
    Optional<String> difyVersion,
    List<ComponentRequest> components,
    List<Platform> platforms,
    Format format,
    Optional<Instant> timestamp,
    Path outputDirectory,
    Path cacheDirectory,
    boolean index,
    boolean readBack,
    boolean force,
    boolean failOnWarning) {
  /** Returns the same request for other images. */
  public BuildRequest withComponents(List<ComponentRequest> others) {
    return with(others, platforms);
  }

  /** Returns the same request for one of its platforms. */
  public BuildRequest of(Platform platform) {
    return with(components, List.of(platform));
  }

  private BuildRequest with(List<ComponentRequest> components, List<Platform> platforms) {
    return new BuildRequest(
        difyVersion,
        components,
        platforms,
        format,
        timestamp,
        outputDirectory,
        cacheDirectory,
        index,
        readBack,
        force,
        failOnWarning);
  }
}
