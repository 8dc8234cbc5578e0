package io.github.difyarms.component;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is known of released versions of Dify. Serves messages only: a release that is not listed is
 * built all the same.
 */
public final class DifyReleases {
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
    try (InputStream in = DifyReleases.class.getResourceAsStream("dify-releases.csv");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    in == null ? InputStream.nullInputStream() : in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.split(",", -1))
          .filter(columns -> columns[0].equals(version))
          .map(columns -> new Release(columns[0], columns[4], given(columns[5]), given(columns[6])))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
