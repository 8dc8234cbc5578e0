package io.github.difyarms.binary;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the GNU C library, for example 2.38; patch levels such as 2.2.5 count as 2.2. */
public record GlibcVersion(int major, int minor) implements Comparable<GlibcVersion> {
  /** Possessive: a group that is repeated takes stack for each repetition otherwise. */
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(\\.\\d{1,6})*+");

  private static final String SYMBOL_PREFIX = "GLIBC_";

  /**
   * Reads a version.
   *
   * @throws IllegalArgumentException for anything but numbers with dots between them
   */
  public static GlibcVersion parse(String text) {
    return of(text)
        .orElseThrow(() -> new IllegalArgumentException("not a version of glibc: " + text));
  }

  /** Reads the name of a symbol version; those without a number (GLIBC_PRIVATE) are none. */
  static Optional<GlibcVersion> ofSymbolVersion(String name) {
    return name.startsWith(SYMBOL_PREFIX)
        ? of(name.substring(SYMBOL_PREFIX.length()))
        : Optional.empty();
  }

  private static Optional<GlibcVersion> of(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    return numbers.matches()
        ? Optional.of(
            new GlibcVersion(
                Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(GlibcVersion other) {
    return Comparator.comparingInt(GlibcVersion::major)
        .thenComparingInt(GlibcVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
