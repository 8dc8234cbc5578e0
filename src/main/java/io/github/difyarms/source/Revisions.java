package io.github.difyarms.source;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which revision of the source an image was built from, by its tag. Upstream tags images with the
 * source's tag, branch or commit; plugin-daemon appends the flavour.
 */
public final class Revisions {
  private static final Pattern FLAVOUR = Pattern.compile("-(local|serverless)$");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}|sha(256|512)-.*");

  private Revisions() {}

  /**
   * Returns the revision that a tag names.
   *
   * @param imageTag for example {@code 0.6.3-local}
   * @return for example {@code 0.6.3}; nothing for {@code latest}, digests and what is no tag
   */
  public static Optional<String> of(String imageTag) {
    if (!TAG.matcher(imageTag).matches()) {
      return Optional.empty();
    }
    return Optional.of(FLAVOUR.matcher(imageTag).replaceFirst(""))
        .filter(name -> !name.equals("latest"))
        .filter(name -> !DIGEST.matcher(name).matches());
  }
}
