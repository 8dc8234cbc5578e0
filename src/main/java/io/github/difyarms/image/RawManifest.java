package io.github.difyarms.image;

/**
 * A manifest or index exactly as it is stored, so that its digest stays what it is.
 *
 * @param mediaType what the other side (or the document itself) calls it
 * @param bytes the document; callers must not change the array
 * @param digest the SHA-256 (or asked-for algorithm) digest of {@code bytes}
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the digest, see equals
public record RawManifest(String mediaType, byte[] bytes, Digest digest) {
  /** Returns a raw manifest over some bytes, with their SHA-256 digest. */
  public static RawManifest of(String mediaType, byte[] bytes) {
    return new RawManifest(mediaType, bytes, Digest.of(bytes));
  }

  /** Returns the descriptor an index would have for it. */
  public Descriptor descriptor() {
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawManifest manifest && digest.equals(manifest.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }
}
