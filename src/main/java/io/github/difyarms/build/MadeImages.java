package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.store.VerifiedStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The very bytes that were sent, by the digests under which the registry took them: reading a
 * published image again costs no request.
 */
final class MadeImages implements ImageSource {
  private final Map<String, RawManifest> manifests = new HashMap<>();
  private final Map<Digest, BlobContent> blobs = new HashMap<>();

  MadeImages(List<Prepared.Image> images) {
    for (Prepared.Image image : images) {
      var appended = image.appended();
      manifests.put(appended.manifest().digest().toString(), appended.manifest());
      blobs.put(appended.configDescriptor().digest(), BlobContent.of(appended.config()));
      blobs.put(appended.layer().digest(), appended.layer().content());
    }
  }

  @Override
  public RawManifest manifest(String identifier) throws IOException {
    RawManifest manifest = manifests.get(identifier);
    if (manifest == null || !manifest.digest().matches(manifest.bytes())) {
      throw new FileNotFoundException(identifier);
    }
    return manifest;
  }

  @Override
  public Optional<Digest> head(String identifier) {
    return Optional.ofNullable(manifests.get(identifier)).map(RawManifest::digest);
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    BlobContent content = blobs.get(blob.digest());
    if (content == null) {
      throw new FileNotFoundException(blob.digest().toString());
    }
    return new VerifiedStream(
        content.open(),
        blob,
        () ->
            new DifyArmsException(
                ErrorCode.DIGEST_MISMATCH,
                "a new layer changed on disk after it was written",
                blob.digest().toString(),
                "two builds may share one output directory"));
  }
}
