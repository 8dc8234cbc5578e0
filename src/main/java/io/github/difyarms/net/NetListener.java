package io.github.difyarms.net;

import java.time.Duration;

/** Hears what happens on the network. Called from any thread; never sees a secret. */
public interface NetListener {
  /**
   * A failed step will be repeated.
   *
   * @param what the step, for example {@code GET https://registry.example/v2/…}
   * @param why how it failed
   * @param wait the pause before the repetition
   * @param attempt number of the coming attempt; the first repetition is 2
   */
  void retrying(String what, String why, Duration wait, int attempt);

  /** Something a person should know although the work goes on. */
  void warning(String text);

  /** One request has got its answer, or failed. */
  default void traced(HttpTrace trace) {}

  /** Returns a listener that ignores everything. */
  static NetListener silent() {
    return new NetListener() {
      @Override
      public void retrying(String what, String why, Duration wait, int attempt) {}

      @Override
      public void warning(String text) {}
    };
  }
}
