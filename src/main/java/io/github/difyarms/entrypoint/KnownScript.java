package io.github.difyarms.entrypoint;

import java.util.Optional;

/**
 * A start script whose hash is in the table of upstream's versions.
 *
 * @param sha256 lower-case hexadecimal SHA-256 of its bytes
 * @param releases first and last release with it, for example {@code 1.16.0..1.16.1}; empty for one
 *     that was committed but never released
 */
public record KnownScript(String sha256, Optional<String> releases) {
  /** Says which script it is: {@code start script of Dify 1.16.0..1.16.1}. */
  public String describe() {
    return releases
        .map(range -> "start script of Dify " + range)
        .orElse("start script of Dify between releases");
  }
}
