package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The index that is used.
 *
 * @param url its address, perhaps with a password
 * @param trustedHosts hosts that need no TLS, or no known certificate
 */
record IndexChoice(String url, List<String> trustedHosts) {
  private static final String PYPI = "https://pypi.org/simple";

  /**
   * Chooses: what the caller says, else what pip of this machine is configured with, else PyPI. The
   * host of an index without TLS is trusted: pip and uv refuse it otherwise.
   *
   * @throws DifyArmsException {@link ErrorCode#PACKAGE_INDEX_FAILED} when it is no address
   */
  static IndexChoice of(PythonIndex index, Map<String, String> environment) {
    List<String> trusted = new ArrayList<>();
    index.trustedHost().ifPresent(trusted::add);
    String url;
    if (index.url().isPresent()) {
      url = index.url().get().strip();
    } else {
      PipConfiguration pip = PipConfiguration.of(environment);
      url = pip.value("index-url").orElse(PYPI);
      pip.value("trusted-host").ifPresent(hosts -> trusted.addAll(words(hosts)));
    }
    URI address = address(url, index);
    if ("http".equalsIgnoreCase(address.getScheme())) {
      trusted.add(hostAndPort(address));
    }
    return new IndexChoice(url, trusted.stream().distinct().toList());
  }

  /** The text is not shown: it may hold a password. */
  private static URI address(String url, PythonIndex index) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new DifyArmsException(
          ErrorCode.PACKAGE_INDEX_FAILED,
          "the package index is no address",
          index.url().isPresent() ? index.origin() : "index-url in pip's own configuration",
          e.getReason());
    }
  }

  private static String hostAndPort(URI address) {
    // getHost() knows no name with an underscore, as containers beside each other have them.
    String authority = String.valueOf(address.getRawAuthority());
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** Returns the secrets in the address. */
  List<String> secrets() {
    return SafeUrl.secrets(url);
  }

  /** Returns the address without secrets. */
  @Override
  public String toString() {
    return Optional.of(SafeUrl.of(URI.create(url))).map(u -> u.replaceFirst("/+$", "")).orElse("");
  }
}
