package io.github.difyarms.demo;

import io.github.difyarms.image.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of image is asked for.
 *
 * @param oci OCI index rather than Docker manifest list
 * @param platforms what it is made for
 * @param layers number of layers per platform, five at least
 * @param script text of both copies of the start script
 * @param attestations whether the index has attestation entries
 * @param rich whether everything optional is used
 * @param oddities deviations from upstream's shape
 * @param rootfs what the first layer contains, instead of next to nothing
 * @param fillerMegabytes incompressible bytes spread over the layers in the middle
 */
record MiniatureShape(
    boolean oci,
    List<Platform> platforms,
    int layers,
    String script,
    boolean attestations,
    boolean rich,
    Set<Oddity> oddities,
    Optional<Path> rootfs,
    int fillerMegabytes) {
  boolean has(Oddity oddity) {
    return oddities.contains(oddity);
  }
}
