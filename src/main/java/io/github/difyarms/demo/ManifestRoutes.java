package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import java.io.IOException;
import java.util.List;

/** Manifests and indexes by tag and by digest. */
final class ManifestRoutes {
  /** Distribution's limit, and the size the specification asks registries to take at least. */
  private static final int LIMIT = 4 * 1024 * 1024;

  private final RegistryStorage storage;
  private final RegistryOptions options;
  private final ManifestChecks checks;

  ManifestRoutes(RegistryStorage storage, RegistryOptions options) {
    this.storage = storage;
    this.options = options;
    this.checks = new ManifestChecks(storage, options.refuseAttestations());
  }

  void answer(Exchange exchange, String repository, String identifier) throws IOException {
    switch (exchange.method()) {
      case "GET", "HEAD" -> read(exchange, existing(repository, identifier));
      case "PUT" -> write(exchange, repository, identifier);
      case "DELETE" -> delete(exchange, repository, identifier);
      default -> {
        exchange.set("Allow", "DELETE, GET, HEAD, PUT");
        throw RegistryError.UNSUPPORTED.because(exchange.method());
      }
    }
  }

  private RawManifest existing(String repository, String identifier) {
    return storage
        .manifest(repository, identifier)
        .orElseThrow(() -> RegistryError.MANIFEST_UNKNOWN.because(identifier));
  }

  private static void read(Exchange exchange, RawManifest manifest) throws IOException {
    String etag = '"' + manifest.digest().toString() + '"';
    if (exchange.headerItems("If-None-Match").contains(etag)) {
      exchange.send(304);
      return;
    }
    checkAccepted(exchange, manifest.mediaType());
    exchange.set("Docker-Content-Digest", manifest.digest().toString()).set("ETag", etag);
    exchange.send(200, manifest.mediaType(), manifest.bytes());
  }

  /** Whoever does not name a type does not get it: {@code *}{@code /*} is not enough for both. */
  private static void checkAccepted(Exchange exchange, String mediaType) {
    List<String> accepted = exchange.headerItems("Accept");
    boolean docker = mediaType.startsWith("application/vnd.docker.");
    if (!accepted.contains(mediaType) && !(docker && accepted.isEmpty())) {
      throw RegistryError.MANIFEST_UNKNOWN.because("it is a " + mediaType + ", not accepted");
    }
  }

  private void write(Exchange exchange, String repository, String identifier) throws IOException {
    byte[] bytes = exchange.body().readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw RegistryError.TOO_LARGE.because("a manifest has at most " + LIMIT + " bytes");
    }
    exchange.requireWholeBody();
    String contentType = exchange.headerItems("Content-Type").stream().findFirst().orElse("");
    boolean byDigest = identifier.contains(":");
    Digest digest = byDigest ? Digest.parse(identifier) : Digest.of(bytes);
    if (!digest.matches(bytes)) {
      throw RegistryError.DIGEST_INVALID.because("these bytes are " + Digest.of(bytes));
    }
    RawManifest manifest = new RawManifest(contentType, bytes, digest);
    checks.check(repository, manifest);
    if (!byDigest) {
      checkMovable(repository, identifier, digest);
    }
    storage.put(repository, identifier, manifest);
    exchange.set("Docker-Content-Digest", digest.toString());
    String path = "/v2/" + repository + "/manifests/" + digest;
    exchange.set("Location", options.relativeLocations() ? path : exchange.absolute(path));
    exchange.send(201);
  }

  private void checkMovable(String repository, String tag, Digest digest) {
    boolean moves =
        storage.manifest(repository, tag).map(m -> !m.digest().equals(digest)).orElse(false);
    if (options.immutableTags() && moves && !tag.equals("latest")) {
      throw RegistryError.TAG_IMMUTABLE.because(repository + ":" + tag);
    }
  }

  private void delete(Exchange exchange, String repository, String identifier) throws IOException {
    Digest digest = existing(repository, identifier).digest();
    RegistryStorage.Repository target = storage.repository(repository);
    if (identifier.contains(":")) {
      target.manifests.remove(digest);
      target.tags.values().removeIf(digest::equals);
    } else {
      target.tags.remove(identifier);
    }
    exchange.send(202);
  }

  /** Returns the media types that can be pushed. */
  static List<String> mediaTypes() {
    return List.of(
        MediaTypes.OCI_INDEX,
        MediaTypes.OCI_MANIFEST,
        MediaTypes.DOCKER_LIST,
        MediaTypes.DOCKER_MANIFEST);
  }
}
