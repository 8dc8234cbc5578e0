package io.github.difyarms.registry;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How registries are spoken to.
 *
 * @param tokenHosts hosts ({@code host} or {@code host:port}) that may see a registry's credentials
 *     although no table connects them with it (parameter {@code to.tokenHosts})
 * @param chunkSize bytes per request of an upload in chunks
 */
public record RegistryOptions(Set<String> tokenHosts, long chunkSize) {
  private static final long USUAL_CHUNK = 16L << 20;

  /** Normalises the hosts to lower case. */
  public RegistryOptions {
    tokenHosts =
        tokenHosts.stream()
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns no further token hosts and chunks of 16 MiB. */
  public static RegistryOptions defaults() {
    return new RegistryOptions(Set.of(), USUAL_CHUNK);
  }

  /** Returns the same with these token hosts. */
  public RegistryOptions withTokenHosts(Set<String> hosts) {
    return new RegistryOptions(hosts, chunkSize);
  }
}
