package io.github.difyarms.registry;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpBody;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Sends a blob while it is made: one PATCH whose end is that of the blob (distribution
 * specification, "Pushing a blob in chunks", with a single chunk), then the PUT that names its
 * digest. Whatever goes wrong with the PATCH is {@link BlobUpload}'s, once the blob is whole.
 */
final class StreamedUpload {
  private final Repository target;
  private final GrowingBlob blob;
  private final Retries retries;

  StreamedUpload(Repository target, GrowingBlob blob, Retries retries) {
    this.target = target;
    this.blob = blob;
    this.retries = retries;
  }

  /**
   * Sends the blob.
   *
   * @param begun the 202 that began the upload
   * @return what the blob came to be
   * @throws IOException when the blob is never finished
   */
  Descriptor run(HttpAnswer begun) throws IOException {
    if (begun.headers().number("OCI-Chunk-Min-Length").isPresent()) {
      Descriptor whole = whole();
      upload(whole).run(Optional.of(begun));
      return whole;
    }
    HttpAnswer answer;
    try {
      answer = patch(begun);
    } catch (IOException e) {
      Descriptor whole = whole();
      upload(whole).resume(begun, e);
      return whole;
    }
    Descriptor whole = whole();
    if (answer.successful()) {
      upload(whole).end(answer);
    } else {
      upload(whole).resume(begun, answer);
    }
    return whole;
  }

  private HttpAnswer patch(HttpAnswer begun) throws IOException {
    var location = RegistryErrors.location(begun, target.name().name(), target.guard());
    try (InputStream in = blob.open()) {
      HttpBody body = HttpBody.open("application/octet-stream", in);
      return target.once(HttpCall.of("PATCH", location).with(body));
    }
  }

  private Descriptor whole() throws IOException {
    return blob.await().descriptor(Family.OCI);
  }

  private BlobUpload upload(Descriptor whole) throws IOException {
    return new BlobUpload(target, whole, blob.await().content(), retries);
  }
}
