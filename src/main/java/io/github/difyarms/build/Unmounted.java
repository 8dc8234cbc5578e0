package io.github.difyarms.build;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.ImageTarget;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import java.io.IOException;

/**
 * A target whose word is not taken: every blob is sent to it.
 *
 * @param target the target
 */
record Unmounted(ImageTarget target) implements ImageTarget {
  @Override
  public Transfer copyBlob(Descriptor blob, ImageSource base, Runnable answered)
      throws IOException {
    return target.streamBlob(blob, base);
  }

  @Override
  public Transfer pushBlob(Descriptor blob, BlobContent content) throws IOException {
    return target.pushBlob(blob, content);
  }

  @Override
  public Transfer pushBlob(GrowingBlob blob, Runnable begun) throws IOException {
    return target.pushBlob(blob, begun);
  }

  @Override
  public void putManifest(String identifier, RawManifest manifest) throws IOException {
    target.putManifest(identifier, manifest);
  }
}
