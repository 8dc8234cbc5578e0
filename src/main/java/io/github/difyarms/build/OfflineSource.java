package io.github.difyarms.build;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.store.BuildCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A base as earlier builds left it in the cache: a tag means what it meant when it was last read.
 */
final class OfflineSource implements ImageSource {
  private final ImageReference reference;
  private final BuildCache cache;

  OfflineSource(ImageReference reference, BuildCache cache) {
    this.reference = reference;
    this.cache = cache;
  }

  @Override
  public RawManifest manifest(String identifier) {
    Digest digest = head(identifier).orElseThrow();
    byte[] bytes =
        cache.document(digest).orElseThrow(() -> missing("its manifest or index " + digest));
    JsonNode json = Json.readDocument(bytes, digest.toString());
    String type = json.path("mediaType").asText("");
    if (type.isEmpty()) { // OCI documents may leave it out; registries tell it in a header
      type = json.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    }
    return new RawManifest(type, bytes, digest);
  }

  @Override
  public Optional<Digest> head(String identifier) {
    if (identifier.contains(":")) {
      return Optional.of(Digest.parse(identifier));
    }
    return Optional.of(
        BaseReader.last(reference, cache).orElseThrow(() -> missing("which image the tag names")));
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    Optional<byte[]> document = cache.document(blob.digest());
    if (document.isPresent()) {
      return new ByteArrayInputStream(document.get());
    }
    if (!cache.blobs().has(blob)) {
      throw missing("its blob " + blob.digest() + " of " + blob.size() + " bytes");
    }
    return cache.blobs().open(blob);
  }

  private DifyArmsException missing(String what) {
    return OfflineRepositories.refused(reference, "the cache does not have " + what);
  }
}
