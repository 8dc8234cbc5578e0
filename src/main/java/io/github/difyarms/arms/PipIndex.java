package io.github.difyarms.arms;

import java.net.URI;
import java.util.Optional;

/**
 * The package index that pip uses at container start, unless {@code PIP_INDEX_URL} is set there.
 *
 * @param url the index; empty for pip's own default
 * @param trustedHost a host that pip may reach without TLS or with an unknown certificate
 * @param origin where the value comes from, for people: {@code mirrors=auto, region cn-hangzhou}
 */
public record PipIndex(Optional<String> url, Optional<String> trustedHost, String origin) {
  private static final String CHINA = "https://mirrors.aliyun.com/pypi/simple/";

  /** Checks the address. */
  public PipIndex {
    url.ifPresent(u -> Checks.url("api.pipIndexUrl", u));
    trustedHost.ifPresent(h -> Checks.host("api.pipTrustedHost", h));
  }

  /** Returns the default by the parameter {@code mirrors}. */
  public static PipIndex byMirrors(Mirrors mirrors, Region region) {
    String origin =
        "mirrors=" + mirrors.name().toLowerCase(java.util.Locale.ROOT) + ", region " + region.id();
    return mirrors.apply(region)
        ? new PipIndex(Optional.of(CHINA), Optional.empty(), origin)
        : new PipIndex(Optional.empty(), Optional.empty(), origin);
  }

  /**
   * Returns an index given by parameter. pip refuses a plain http index whose host is not trusted:
   * the host of such an index is trusted unless another one is named.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#PARAMETER_INVALID} for anything but an http(s) address
   *     without a password
   */
  public static PipIndex given(String url, Optional<String> trustedHost) {
    URI address = Checks.url("api.pipIndexUrl", url);
    Optional<String> trusted =
        address.getScheme().equalsIgnoreCase("http")
            ? trustedHost.or(() -> Optional.of(address.getAuthority()))
            : trustedHost;
    return new PipIndex(
        Optional.of(url.strip()),
        trusted,
        "parameter api.pipIndexUrl (-Ddify-arms.api.pipIndexUrl)");
  }
}
