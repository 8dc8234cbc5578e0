package io.github.difyarms.net;

import java.net.URI;
import java.util.Optional;

/**
 * One file to be fetched.
 *
 * @param uri http or https; a user name and password in it are sent as Basic authentication to this
 *     host and to no other
 * @param allowPlain whether this very host may be asked in plain HTTP when the address says so
 * @param sha256 64 hex digits the bytes must have
 * @param etag ETag of the copy that is here already: an unchanged file is not sent again
 * @param mostBytes longest file that is accepted
 */
public record Download(
    URI uri, boolean allowPlain, Optional<String> sha256, Optional<String> etag, long mostBytes) {

  /** Returns the download of whatever lies at an address now. */
  public static Download of(URI uri, long mostBytes) {
    return new Download(uri, false, Optional.empty(), Optional.empty(), mostBytes);
  }

  /** Returns the same with plain HTTP allowed or not. */
  public Download withPlain(boolean allowed) {
    return new Download(uri, allowed, sha256, etag, mostBytes);
  }

  /** Returns the same with a SHA-256 the bytes must have. */
  public Download withSha256(Optional<String> expected) {
    return new Download(uri, allowPlain, expected, etag, mostBytes);
  }

  /** Returns the same, made only when the file has another ETag by now. */
  public Download unless(Optional<String> known) {
    return new Download(uri, allowPlain, sha256, known, mostBytes);
  }

  /** Returns the address as it may be shown. */
  @Override
  public String toString() {
    return "GET " + SafeUrl.of(uri);
  }
}
