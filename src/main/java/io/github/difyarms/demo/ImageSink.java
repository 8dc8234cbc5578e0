package io.github.difyarms.demo;

import io.github.difyarms.image.RawManifest;

/** Somewhere an image can be put: the embedded registry, a layout directory, a real registry. */
public interface ImageSink {
  /** Stores a blob; storing the same bytes twice is no error. */
  void putBlob(String repository, byte[] bytes);

  /**
   * Stores a manifest or index whose blobs and children are there already.
   *
   * @param repository path inside the registry
   * @param identifier a tag, or the manifest's own digest
   * @param manifest the document
   */
  void putManifest(String repository, String identifier, RawManifest manifest);
}
