package io.github.difyarms.python;

import java.util.List;

/** What uv found. */
sealed interface Resolution {
  /**
   * Distributions that fit together.
   *
   * @param packages one for each name
   */
  record Found(List<Candidates> packages) implements Resolution {}

  /**
   * There are none.
   *
   * @param words uv's explanation
   */
  record Impossible(String words) implements Resolution {}

  /**
   * A distribution and the wheels of it that fit the platform.
   *
   * @param hashes SHA-256 of each
   * @param ofAgent whether they are from the tarball
   */
  record Candidates(Distribution distribution, List<String> hashes, boolean ofAgent) {}
}
