package io.github.difyarms.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of a blob of our own that can be read again when an upload has to be repeated. */
@FunctionalInterface
public interface BlobContent {
  /** Opens the bytes from their start. */
  InputStream open() throws IOException;

  /** Returns content held in memory. */
  static BlobContent of(byte[] bytes) {
    return () -> new ByteArrayInputStream(bytes);
  }
}
