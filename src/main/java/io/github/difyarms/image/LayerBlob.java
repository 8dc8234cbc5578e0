package io.github.difyarms.image;

/**
 * A layer of our own, compressed and ready to be pushed.
 *
 * @param digest digest of the compressed bytes
 * @param size compressed size in bytes
 * @param diffId digest of the uncompressed tar
 * @param uncompressedSize size of the tar in bytes
 * @param content the compressed bytes
 */
public record LayerBlob(
    Digest digest, long size, Digest diffId, long uncompressedSize, BlobContent content) {
  /** Returns the descriptor for a manifest of a family. */
  public Descriptor descriptor(Family family) {
    return Descriptor.of(family.layerType(), digest, size);
  }
}
