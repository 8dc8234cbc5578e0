package io.github.difyarms.demo;

import io.github.difyarms.demo.MiniatureLayer.Compression;
import io.github.difyarms.image.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of image is asked for.
 *
 * @param part which part of Dify the image is of
 * @param oci OCI index rather than Docker manifest list
 * @param platforms what it is made for
 * @param layers number of layers per platform, five at least
 * @param script text of both copies of the start script of dify-api
 * @param programs what the programs of the others are, where not the default
 * @param attestations whether the index has attestation entries
 * @param rich whether everything optional is used
 * @param oddities deviations from upstream's shape
 * @param rootfs what the first layer contains, instead of next to nothing
 * @param fillerMegabytes incompressible bytes spread over the layers in the middle
 */
record MiniatureShape(
    MiniaturePart part,
    boolean oci,
    List<Platform> platforms,
    int layers,
    String script,
    Map<Platform, byte[]> programs,
    boolean attestations,
    boolean rich,
    Set<Oddity> oddities,
    Optional<Path> rootfs,
    int fillerMegabytes) {
  boolean has(Oddity oddity) {
    return oddities.contains(oddity);
  }

  Optional<byte[]> program(Platform platform) {
    return Optional.ofNullable(programs.get(platform));
  }

  /** Returns a layer with a file that builds replace. */
  MiniatureLayer replacedLayer(String createdBy, List<TarItem> items) {
    MiniatureLayer layer = MiniatureLayer.gzip(createdBy, items);
    return has(Oddity.GZIP_MEMBERS) ? layer.compressed(Compression.GZIP_MEMBERS) : layer;
  }
}
