package io.github.difyarms.component;

import java.util.Optional;

/**
 * What is known of released versions of Dify. Serves messages only: a release that is not listed is
 * built all the same.
 */
public final class DifyReleases {
  private static final Table TABLE = new Table("dify-releases.csv");

  private DifyReleases() {}

  /**
   * One release.
   *
   * @param version its tag
   * @param openTelemetryApi the version of opentelemetry-api that its image locks; empty when none
   * @param pluginDaemonTag tag of dify-plugin-daemon in its compose file; empty before 1.0
   * @param sandboxTag tag of dify-sandbox in its compose file; empty before 0.6
   */
  public record Release(
      String version,
      String openTelemetryApi,
      Optional<String> pluginDaemonTag,
      Optional<String> sandboxTag) {}

  private static Optional<String> given(String column) {
    return Optional.of(column).filter(text -> !text.isEmpty());
  }

  /** Returns what is known of a release, if it is listed. */
  public static Optional<Release> find(String version) {
    return TABLE
        .row(version)
        .map(row -> new Release(row.get(0), row.get(4), given(row.get(5)), given(row.get(6))));
  }
}
