package io.github.difyarms.image;

import java.io.IOException;
import java.io.InputStream;

/** Somewhere blobs can be read from: a registry's repository, an OCI layout, a test's memory. */
public interface BlobSource {
  /**
   * Opens a blob. The stream checks size and digest: reading to its end fails with an {@link
   * IOException} or a {@link io.github.difyarms.error.DifyArmsException} when the bytes are not the
   * ones described, so callers must read to the end before they trust anything.
   *
   * @param blob what to read
   * @return the blob's bytes as they are stored (not decompressed)
   * @throws IOException when it cannot be read
   */
  InputStream open(Descriptor blob) throws IOException;
}
