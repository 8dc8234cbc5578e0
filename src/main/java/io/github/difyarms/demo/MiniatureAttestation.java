package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import java.nio.charset.StandardCharsets;

/** What BuildKit adds for each platform (BuildKit, docs/attestations/attestation-storage.md). */
final class MiniatureAttestation {
  private static final String IN_TOTO = "application/vnd.in-toto+json";
  private static final String EMPTY = "application/vnd.oci.empty.v1+json";
  private static final String ATTESTATION = "application/vnd.docker.attestation.manifest.v1+json";

  private MiniatureAttestation() {}

  /** Puts the attestation of a manifest somewhere and returns its entry in the index. */
  static ObjectNode push(ImageSink sink, String repository, RawManifest subject) {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    ObjectNode statement = Json.object().put("_type", "https://in-toto.io/Statement/v0.1");
    statement.put("predicateType", "https://slsa.dev/provenance/v0.2");
    statement.putArray("subject").addObject().put("name", subject.digest().toString());
    byte[] provenance = Json.write(statement);
    sink.putBlob(repository, config);
    sink.putBlob(repository, provenance);
    ObjectNode manifest = Json.object().put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST).put("artifactType", ATTESTATION);
    manifest.set("config", MiniatureImages.descriptor(EMPTY, config).json());
    ObjectNode layer = MiniatureImages.descriptor(IN_TOTO, provenance).json();
    layer
        .putObject("annotations")
        .put("in-toto.io/predicate-type", "https://slsa.dev/provenance/v0.2");
    manifest.putArray("layers").add(layer);
    manifest.set("subject", subject.descriptor().json());
    RawManifest raw = RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(manifest));
    sink.putManifest(repository, raw.digest().toString(), raw);
    ObjectNode entry = raw.descriptor().json();
    entry
        .putObject("annotations")
        .put("vnd.docker.reference.digest", subject.digest().toString())
        .put("vnd.docker.reference.type", "attestation-manifest");
    entry.putObject("platform").put("architecture", "unknown").put("os", "unknown");
    return entry;
  }
}
