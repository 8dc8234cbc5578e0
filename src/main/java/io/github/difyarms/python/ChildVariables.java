package io.github.difyarms.python;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The environment of uv and pip: nothing of this process's but what is named here, so that no
 * {@code PIP_FIND_LINKS} or {@code UV_EXTRA_INDEX_URL} of the host changes a result. Both hear of
 * the index by variables, which other users cannot read; that is also why pip is not run with
 * {@code --isolated}, under which it ignores them.
 */
final class ChildVariables {
  private static final List<String> CERTIFICATES =
      List.of("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE");

  private final Map<String, String> host;
  private final Map<String, String> proxies;

  ChildVariables(Map<String, String> host, Map<String, String> proxies) {
    this.host = host;
    this.proxies = proxies;
  }

  /** Returns the variables of a Python that asks nobody. */
  Map<String, String> quiet(Path scratch) {
    Map<String, String> variables = new TreeMap<>();
    for (String name : List.of("PATH", "HOME")) {
      value(name).ifPresent(value -> variables.put(name, value));
    }
    variables.put("TMPDIR", scratch.toString());
    variables.put("LANG", "C.UTF-8");
    variables.put("PYTHONDONTWRITEBYTECODE", "1");
    variables.put("PIP_CONFIG_FILE", "/dev/null");
    variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    variables.put("PIP_NO_INPUT", "1");
    variables.put("PIP_NO_CACHE_DIR", "1");
    variables.put("UV_NO_CONFIG", "1");
    variables.put("UV_NO_CACHE", "1");
    variables.put("UV_PYTHON_DOWNLOADS", "never");
    variables.put("UV_NO_PROGRESS", "1");
    variables.put("NO_COLOR", "1");
    return variables;
  }

  /** Returns the variables of uv and pip with an index. */
  Map<String, String> with(IndexChoice index, Path scratch) {
    Map<String, String> variables = quiet(scratch);
    variables.putAll(proxies);
    Stream.of("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "PIP_CERT")
        .forEach(name -> value(name).ifPresent(value -> variables.put(name, value)));
    CERTIFICATES.stream()
        .map(name -> value(name).orElse(null))
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(
            bundle -> {
              variables.putIfAbsent("SSL_CERT_FILE", bundle); // uv reads no other
              variables.putIfAbsent("PIP_CERT", bundle);
            });
    variables.put("UV_SYSTEM_CERTS", "true"); // as pip does
    variables.put("UV_DEFAULT_INDEX", index.url());
    variables.put("PIP_INDEX_URL", index.url());
    if (!index.trustedHosts().isEmpty()) {
      String hosts = String.join(" ", index.trustedHosts());
      variables.put("UV_INSECURE_HOST", hosts);
      variables.put("PIP_TRUSTED_HOST", hosts);
    }
    return variables;
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(host.get(name)).filter(value -> !value.isBlank());
  }
}
