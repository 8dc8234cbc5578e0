package io.github.difyarms.python;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file name of a wheel (PEP 427).
 *
 * @param name as it is written
 * @param version as it is written, where {@code _} may stand for {@code -}
 */
record WheelName(String name, String version) {
  private static final Pattern FORM =
      Pattern.compile("([\\w.]+)-([\\w.!+]+)(-\\d[\\w.]*)?-[\\w.]+-[\\w.]+-[\\w.]+\\.whl");

  /** Reads a file name; nothing for one that no wheel has. */
  static Optional<WheelName> parse(String filename) {
    Matcher matcher = FORM.matcher(filename);
    return matcher.matches()
        ? Optional.of(new WheelName(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  Distribution distribution() {
    return new Distribution(name, version);
  }

  /** Returns whether a distribution may have a wheel of this name. */
  boolean fits(Distribution other) {
    return other.name().equals(Distribution.normalise(name))
        && comparable(other.version()).equals(comparable(version));
  }

  private static String comparable(String version) {
    return version.replaceAll("[-_.+]+", "_");
  }
}
