package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;

/**
 * Whether a document may be stored: it is what its media type says, and the repository holds what
 * it refers to.
 *
 * <p>Two checks go beyond the real ones, which take such documents: the size in each descriptor
 * must be the content's, and a media type in the document must be the one it is sent as even when
 * the registry could guess.
 */
final class ManifestChecks {
  private static final String EMPTY_CONFIG = "application/vnd.oci.empty.v1+json";
  private static final String IN_TOTO = "application/vnd.in-toto+json";

  private final RegistryStorage storage;
  private final boolean refuseAttestations;

  ManifestChecks(RegistryStorage storage, boolean refuseAttestations) {
    this.storage = storage;
    this.refuseAttestations = refuseAttestations;
  }

  void check(String repository, RawManifest manifest) {
    String mediaType = manifest.mediaType();
    if (!ManifestRoutes.mediaTypes().contains(mediaType)) {
      throw RegistryError.MANIFEST_INVALID.because("cannot take a \"" + mediaType + "\"");
    }
    ObjectNode document = document(manifest);
    checkKind(document, mediaType);
    try {
      if (MediaTypes.isIndex(mediaType)) {
        checkChildren(repository, document);
      } else {
        checkBlobs(repository, document);
      }
    } catch (DifyArmsException malformedDescriptor) {
      throw RegistryError.MANIFEST_INVALID.because(malformedDescriptor.why());
    }
  }

  private static ObjectNode document(RawManifest manifest) {
    try {
      return Json.readObject(manifest.bytes(), "manifest");
    } catch (DifyArmsException notJson) {
      throw RegistryError.MANIFEST_INVALID.because(notJson.why());
    }
  }

  private static void checkKind(ObjectNode document, String mediaType) {
    JsonNode own = document.get("mediaType");
    boolean docker = mediaType.startsWith("application/vnd.docker.");
    if (own == null ? docker : !own.asText().equals(mediaType)) {
      throw RegistryError.MANIFEST_INVALID.because("sent as " + mediaType + ", but says " + own);
    }
    if (document.path("schemaVersion").asInt() != 2) {
      throw RegistryError.MANIFEST_INVALID.because("schemaVersion is not 2");
    }
    boolean index = MediaTypes.isIndex(mediaType);
    // A document that can be read in two ways is refused (CVE-2021-41190).
    String foreign = index ? "layers" : "manifests";
    if (document.has(foreign) || (index && document.has("config"))) {
      throw RegistryError.MANIFEST_INVALID.because("ambiguous: has " + foreign);
    }
    if (!document.path(index ? "manifests" : "layers").isArray()) {
      throw RegistryError.MANIFEST_INVALID.because("lacks its list of descriptors");
    }
  }

  private void checkChildren(String repository, ObjectNode index) {
    for (JsonNode entry : index.path("manifests")) {
      Descriptor child = Descriptor.of(entry);
      RawManifest held =
          storage
              .manifest(repository, child.digest().toString())
              .orElseThrow(
                  () -> RegistryError.MANIFEST_BLOB_UNKNOWN.because(child.digest().toString()));
      checkSize(child, held.bytes().length);
    }
  }

  private void checkBlobs(String repository, ObjectNode manifest) {
    Descriptor config = Descriptor.of(manifest.path("config"));
    if (refuseAttestations && isAttestation(manifest)) {
      // Alibaba Cloud Container Registry's own words.
      throw RegistryError.DENIED.saying("unknown manifest class for " + config.mediaType());
    }
    checkBlob(repository, config);
    for (JsonNode entry : manifest.path("layers")) {
      checkBlob(repository, Descriptor.of(entry));
    }
  }

  private static boolean isAttestation(ObjectNode manifest) {
    boolean attestation = manifest.path("config").path("mediaType").asText().equals(EMPTY_CONFIG);
    for (JsonNode layer : manifest.path("layers")) {
      attestation |= layer.path("mediaType").asText().equals(IN_TOTO);
    }
    return attestation;
  }

  private void checkBlob(String repository, Descriptor blob) {
    boolean elsewhere = blob.json().path("urls").size() > 0;
    if (elsewhere && storage.blob(repository, blob.digest()).isEmpty()) {
      return;
    }
    byte[] held =
        storage
            .blob(repository, blob.digest())
            .orElseThrow(
                () -> RegistryError.MANIFEST_BLOB_UNKNOWN.because(blob.digest().toString()));
    checkSize(blob, held.length);
  }

  private static void checkSize(Descriptor descriptor, long held) {
    if (descriptor.size() != held) {
      throw RegistryError.MANIFEST_INVALID.because(
          descriptor.digest() + " has " + held + " bytes, not " + descriptor.size());
    }
  }
}
