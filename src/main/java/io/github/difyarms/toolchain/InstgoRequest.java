package io.github.difyarms.toolchain;

import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Which instgo is wanted.
 *
 * @param address where it lies, without placeholders; https unless the user wrote otherwise
 * @param allowHttp whether plain HTTP will do when TLS cannot be had
 * @param sha256 the hash it must have, 64 hex digits; with one, a tool in the cache costs no
 *     request
 * @param host the machine it must run on
 */
public record InstgoRequest(URI address, boolean allowHttp, Optional<String> sha256, Host host) {
  /** Normalises the hash to lower case. */
  public InstgoRequest {
    sha256 = sha256.map(hex -> hex.toLowerCase(Locale.ROOT));
  }

  /** Returns the address as it may be shown and recorded: without password and signature. */
  public String shownAddress() {
    return SafeUrl.of(address);
  }
}
