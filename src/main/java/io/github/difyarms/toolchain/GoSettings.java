package io.github.difyarms.toolchain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Go is told about its surroundings. Nothing else of the process's environment reaches it.
 *
 * @param proxy {@code GOPROXY}; empty for Go's default
 * @param sumdb {@code GOSUMDB}; empty for Go's default
 * @param noSumdb {@code GONOSUMDB}
 * @param privatePatterns {@code GOPRIVATE}
 * @param proxies {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code NO_PROXY} for children; may hold
 *     passwords
 * @param environment the process's environment: {@code PATH}, {@code HOME} and Go's own folders are
 *     taken from it
 */
public record GoSettings(
    String proxy,
    String sumdb,
    String noSumdb,
    String privatePatterns,
    Map<String, String> proxies,
    Map<String, String> environment) {
  private static final String DEFAULT_PROXY = "https://proxy.golang.org,direct";
  private static final String DEFAULT_SUMDB = "sum.golang.org";

  /** Copies the maps and fills in Go's defaults. */
  public GoSettings {
    proxy = proxy.isBlank() ? DEFAULT_PROXY : proxy.strip();
    sumdb = sumdb.isBlank() ? DEFAULT_SUMDB : sumdb.strip();
    proxies = Map.copyOf(proxies);
    environment = Map.copyOf(environment);
  }

  /** Returns the settings of an environment, with Go's defaults. */
  public static GoSettings of(Map<String, String> environment) {
    return new GoSettings(
        environment.getOrDefault("GOPROXY", ""),
        environment.getOrDefault("GOSUMDB", ""),
        environment.getOrDefault("GONOSUMDB", ""),
        environment.getOrDefault("GOPRIVATE", ""),
        Map.of(),
        environment);
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  String home() {
    return variable("HOME").orElseGet(() -> System.getProperty("user.home", "/"));
  }

  /** Returns the variables that say where modules come from. */
  Map<String, String> network() {
    Map<String, String> variables = new LinkedHashMap<>(proxies);
    variables.put("GOPROXY", proxy);
    variables.put("GOSUMDB", sumdb);
    variables.put("GONOSUMDB", noSumdb);
    variables.put("GOPRIVATE", privatePatterns);
    return variables;
  }

  /** Returns the user's own folders for what Go keeps, as far as they are set. */
  Map<String, String> folders() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : List.of("GOCACHE", "GOMODCACHE", "GOPATH", "XDG_CACHE_HOME")) {
      variable(name).ifPresent(value -> variables.put(name, value));
    }
    return variables;
  }

  /** Never shows a password. */
  @Override
  public String toString() {
    return "GoSettings" + ModuleProxy.list(proxy).stream().map(ModuleProxy::shown).toList();
  }
}
