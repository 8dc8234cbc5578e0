package io.github.difyarms.python;

import java.util.List;
import java.util.Optional;

/**
 * Where the agent's tarball is handed out.
 *
 * @param addresses the addresses, in the order to try
 * @param sha256 the hash it must have, when somebody says so
 * @param allowHttp whether an address in plain HTTP will do for other machines than this one
 */
public record AgentSource(List<String> addresses, Optional<String> sha256, boolean allowHttp) {
  /** Copies the list. */
  public AgentSource {
    addresses = List.copyOf(addresses);
  }
}
