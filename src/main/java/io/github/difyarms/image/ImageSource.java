package io.github.difyarms.image;

import java.io.IOException;
import java.util.Optional;

/** One repository that manifests and blobs are read from. */
public interface ImageSource extends BlobSource {
  /**
   * Reads a manifest or index.
   *
   * @param identifier a tag, or a digest in its text form; bytes asked for by digest have been
   *     checked against it
   * @throws IOException when it cannot be read
   */
  RawManifest manifest(String identifier) throws IOException;

  /**
   * Asks for the digest of a manifest or index without reading it.
   *
   * @param identifier a tag, or a digest in its text form
   * @return the digest; empty when there is no such manifest
   * @throws IOException when the question cannot be answered
   */
  Optional<Digest> head(String identifier) throws IOException;
}
