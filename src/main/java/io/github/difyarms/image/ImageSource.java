package io.github.difyarms.image;

import java.io.IOException;

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
}
