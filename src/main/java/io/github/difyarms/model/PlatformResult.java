package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import java.util.List;

/**
 * What was published for one platform.
 *
 * @param platform the platform
 * @param base digest of the base's manifest
 * @param manifest digest of the new manifest
 * @param config digest of the new config
 * @param baseLayers the base's layers, lowest first
 * @param layer the new layer
 * @param files the replaced files
 * @param agents agents that were put into the image
 * @param removed what the image does not have any more
 * @param transfers how the blobs came to their place
 * @param proof how the image differs from its base
 */
public record PlatformResult(
    Platform platform,
    Digest base,
    Digest manifest,
    Digest config,
    List<BaseLayer> baseLayers,
    Layer layer,
    List<ReplacedFile> files,
    List<PackedAgent> agents,
    List<RemovedPath> removed,
    Transfers transfers,
    Proof proof) {

  /** Creates a result to which nothing was added and from which nothing was removed. */
  public PlatformResult(
      Platform platform,
      Digest base,
      Digest manifest,
      Digest config,
      List<BaseLayer> baseLayers,
      Layer layer,
      List<ReplacedFile> files,
      Transfers transfers,
      Proof proof) {
    this(
        platform,
        base,
        manifest,
        config,
        baseLayers,
        layer,
        files,
        List.of(),
        List.of(),
        transfers,
        proof);
  }

  /** Returns the same result of a run that moved nothing. */
  PlatformResult withoutTransfers() {
    return new PlatformResult(
        platform,
        base,
        manifest,
        config,
        baseLayers.stream()
            .map(l -> new BaseLayer(l.digest(), l.size(), Transfer.Kind.PRESENT))
            .toList(),
        layer,
        files,
        agents,
        removed,
        new Transfers(0, 0, 0, 0),
        proof);
  }

  /**
   * The new layer.
   *
   * @param digest digest of the compressed bytes
   * @param diffId digest of the tar
   * @param size compressed bytes
   * @param uncompressedSize bytes of the tar
   */
  public record Layer(Digest digest, Digest diffId, long size, long uncompressedSize) {}

  /**
   * How the base's layers came to the target.
   *
   * @param mounted layers that the registry linked from another repository
   * @param streamed layers that were read here and written there
   * @param present layers that were there already
   * @param streamedBytes bytes of the streamed layers
   */
  public record Transfers(int mounted, int streamed, int present, long streamedBytes) {}
}
