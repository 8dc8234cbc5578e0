package io.github.difyarms.toolchain;

import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.util.Optional;

/**
 * What an address says of instgo without handing it out.
 *
 * @param address the one that answered
 * @param status its HTTP status
 * @param size bytes it would send, if it tells
 */
public record InstgoGlance(URI address, int status, Optional<Long> size) {
  /** Returns whether the tool is there. */
  public boolean there() {
    return status / 100 == 2;
  }

  /** Returns the address as it may be shown. */
  public String shown() {
    return SafeUrl.of(address);
  }
}
