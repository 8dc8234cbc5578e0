package io.github.difyarms.deploy;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of Dify as far as its compose file depends on it: {@code 1.14.0-fix.1} has that of
 * 1.14.0.
 */
record DifyVersion(int major, int minor, int patch) implements Comparable<DifyVersion> {
  private static final Pattern SHAPE =
      Pattern.compile(
          "v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?+(?:[-.+](?!(?:alpha|beta|rc)).*)?");

  /**
   * Returns nothing for a name that is no version, such as {@code main}, and for a pre-release:
   * 2.0.0-beta.1 came before 1.14.1 and has fewer services.
   */
  static Optional<DifyVersion> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new DifyVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  @Override
  public int compareTo(DifyVersion other) {
    return Comparator.comparingInt(DifyVersion::major)
        .thenComparingInt(DifyVersion::minor)
        .thenComparingInt(DifyVersion::patch)
        .compare(this, other);
  }
}
