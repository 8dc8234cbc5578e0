package io.github.difyarms.source;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Go, ordered as Go orders them (https://go.dev/doc/toolchain): {@code 1.21 < 1.21rc1
 * < 1.21.0}, where before 1.21 a missing patch is the same as {@code .0}.
 *
 * @param major 1
 * @param series the second number
 * @param patch the third number, if it is given
 * @param preview {@code rc1}, {@code beta2} or nothing
 */
public record GoVersion(int major, int series, OptionalInt patch, String preview)
    implements Comparable<GoVersion> {
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:go)?([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,4})|((?:rc|beta)[0-9]{1,4}))?"
              + "(?:-[A-Za-z0-9._-]+)?");

  private static final Comparator<GoVersion> ORDER =
      Comparator.comparingInt(GoVersion::major)
          .thenComparingInt(GoVersion::series)
          .thenComparingInt(GoVersion::patchInOrder)
          .thenComparing(version -> version.preview.replaceAll("[0-9]", ""))
          .thenComparingInt(GoVersion::previewNumber);

  /**
   * Reads a version.
   *
   * @param text {@code 1.21}, {@code 1.23.3}, {@code go1.25.0}, {@code 1.26rc1}; a vendor's suffix
   *     as in {@code go1.23.4-corp} is left out
   */
  public static Optional<GoVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    String preview = matcher.group(4);
    return Optional.of(
        new GoVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(patch)),
            preview == null ? "" : preview));
  }

  private int patchInOrder() {
    boolean old = major == 1 && series < 21;
    return patch.orElse(old && preview.isEmpty() ? 0 : -1);
  }

  private int previewNumber() {
    String digits = preview.replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Returns the first two numbers, for example {@code 1.26}. */
  public String minor() {
    return major + "." + series;
  }

  /**
   * Returns whether a third number is given: {@code 1.26} is a language, {@code 1.26.0} a release.
   */
  public boolean isPatch() {
    return patch.isPresent();
  }

  @Override
  public int compareTo(GoVersion other) {
    return ORDER.compare(this, other);
  }

  /** Returns the version as go.mod writes it, for example {@code 1.26.1}. */
  @Override
  public String toString() {
    return minor() + (patch.isPresent() ? "." + patch.getAsInt() : "") + preview;
  }
}
