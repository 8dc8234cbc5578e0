package io.github.difyarms.image;

import java.io.IOException;

/** One repository that an image is written to: in a registry, or in an OCI layout. */
public interface ImageTarget {
  /**
   * Brings a blob of the base here, in the cheapest way there is.
   *
   * @param blob a layer of the base
   * @param base where it can be read
   */
  default Transfer copyBlob(Descriptor blob, ImageSource base) throws IOException {
    return copyBlob(blob, base, () -> {});
  }

  /**
   * Brings a blob of the base here, in the cheapest way there is.
   *
   * @param blob a layer of the base
   * @param base where it can be read
   * @param answered is told, once or not at all, that the target took somebody in: before the bytes
   *     move, if it can be known by then
   */
  Transfer copyBlob(Descriptor blob, ImageSource base, Runnable answered) throws IOException;

  /**
   * Sends a blob of the base here, without asking whether it is here, or can come in a cheaper way.
   *
   * @param blob a layer of the base
   * @param base where it can be read
   */
  default Transfer streamBlob(Descriptor blob, ImageSource base) throws IOException {
    Transfer sent = pushBlob(blob, () -> base.open(blob));
    return new Transfer(Transfer.Kind.STREAMED, sent.bytes());
  }

  /** Writes a blob of our own. */
  Transfer pushBlob(Descriptor blob, BlobContent content) throws IOException;

  /**
   * Writes a blob of our own that is not whole yet: where this can send it while it grows, and
   * otherwise when it is.
   *
   * @param begun is told, once or not at all, that nothing but bytes is waited for
   */
  default Transfer pushBlob(GrowingBlob blob, Runnable begun) throws IOException {
    begun.run();
    LayerBlob whole = blob.await();
    return pushBlob(whole.descriptor(Family.OCI), whole.content());
  }

  /**
   * Writes a manifest or index, whose children are there already.
   *
   * @param identifier a tag, or its digest in text form
   */
  void putManifest(String identifier, RawManifest manifest) throws IOException;
}
