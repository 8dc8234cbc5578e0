package io.github.difyarms.net;

import java.time.Duration;
import java.util.OptionalLong;

/** Hears how far a download is: now and then, and once at its end. */
@FunctionalInterface
public interface DownloadProgress {
  /** Shortest time between two reports of one download. */
  Duration INTERVAL = Duration.ofMillis(500);

  /**
   * Some bytes have come.
   *
   * @param what name of the file
   * @param done bytes so far
   * @param total bytes in all, when the server says so
   */
  void progress(String what, long done, OptionalLong total);

  /** Returns a listener that ignores everything. */
  static DownloadProgress silent() {
    return (what, done, total) -> {};
  }
}
