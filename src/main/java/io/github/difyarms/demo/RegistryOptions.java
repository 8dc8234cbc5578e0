package io.github.difyarms.demo;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an embedded registry behaves.
 *
 * @param mounts whether mounts are granted
 * @param mountsForbidden whether a mount is answered 405, as by a proxy in front
 * @param redirects whether a blob's reader is sent to another address, as to an object store
 * @param chunksOnly whether a blob in one piece is answered 405
 * @param access who may come in
 * @param immutableTags whether a tag other than {@code latest} keeps its first digest
 * @param refuseAttestations whether attestation manifests are refused as ACR does
 * @param resumableUploads whether an interrupted upload can be asked for its progress
 * @param relativeLocations whether {@code Location} has no host
 * @param chunkMinLength what {@code OCI-Chunk-Min-Length} says
 * @param bodyLimit above how many bytes a body is answered 413, as by a proxy in front
 */
record RegistryOptions(
    boolean mounts,
    boolean mountsForbidden,
    boolean redirects,
    boolean chunksOnly,
    Access access,
    boolean immutableTags,
    boolean refuseAttestations,
    boolean resumableUploads,
    boolean relativeLocations,
    OptionalLong chunkMinLength,
    OptionalLong bodyLimit) {

  /** Who may come in. */
  sealed interface Access {}

  /** Everybody. */
  record Open() implements Access {}

  /** Whoever knows the password, sent with every request. */
  record Basic(String user, String password) implements Access {}

  /**
   * Whoever has a token of the server's own token endpoint.
   *
   * @param user name known to the token endpoint
   * @param password its password
   * @param anonymousPull whether a token to pull is given to anybody, as on Docker Hub
   * @param uses how many requests a token is good for, if limited
   */
  record Bearer(String user, String password, boolean anonymousPull, Optional<Integer> uses)
      implements Access {}
}
