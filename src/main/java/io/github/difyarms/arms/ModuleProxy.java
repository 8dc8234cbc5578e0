package io.github.difyarms.arms;

import java.util.Locale;
import java.util.Optional;

/**
 * Where Go's modules and toolchains come from.
 *
 * @param proxy {@code GOPROXY}
 * @param sumdb {@code GOSUMDB}
 * @param origin where the values come from, for people
 */
public record ModuleProxy(String proxy, String sumdb, String origin) {
  private static final String PUBLIC = "https://proxy.golang.org,direct";
  private static final String PUBLIC_SUMDB = "sum.golang.org";

  /** A bar goes on after any failure, so a machine without a way to one mirror takes the next. */
  private static final String CHINA =
      "https://mirrors.aliyun.com/goproxy/|https://goproxy.cn|https://proxy.golang.org,direct";

  /** The same database under a name that is reached from mainland China (go help module-auth). */
  private static final String CHINA_SUMDB = "sum.golang.google.cn";

  /**
   * Chooses: a parameter, the environment, or else the parameter {@code mirrors}.
   *
   * @param parameter {@code go.proxy}
   * @param environment {@code GOPROXY} of the environment
   * @param sumdb {@code GOSUMDB} of the environment
   */
  public static ModuleProxy choose(
      Optional<String> parameter,
      Optional<String> environment,
      Optional<String> sumdb,
      Mirrors mirrors,
      Region region) {
    boolean china = mirrors.apply(region);
    if (parameter.isPresent()) {
      return new ModuleProxy(parameter.get(), sumdb.orElse(PUBLIC_SUMDB), "parameter go.proxy");
    }
    if (environment.isPresent()) {
      return new ModuleProxy(
          environment.get(), sumdb.orElse(PUBLIC_SUMDB), "GOPROXY of the environment");
    }
    return new ModuleProxy(
        china ? CHINA : PUBLIC,
        sumdb.orElse(china ? CHINA_SUMDB : PUBLIC_SUMDB),
        "mirrors=" + mirrors.name().toLowerCase(Locale.ROOT) + ", region " + region.id());
  }
}
