package io.github.difyarms.toolchain;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Go's release numbers, {@code 1.26} or {@code 1.26.4}; candidates and betas are none. */
final class GoVersions {
  private static final Pattern RELEASE =
      Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,6}))?");

  /** Oldest Go that brings another Go by {@code GOTOOLCHAIN} (go.dev/doc/toolchain). */
  static final String FIRST_WITH_TOOLCHAINS = "1.21";

  /** Compares releases by number; texts that are none come first. */
  static final Comparator<String> ORDER =
      Comparator.comparingInt((String version) -> number(version, 1))
          .thenComparingInt(version -> number(version, 2))
          .thenComparingInt(version -> number(version, 3));

  private GoVersions() {}

  static boolean release(String version) {
    return RELEASE.matcher(version).matches();
  }

  /** Returns whether a release is exact, that is has a patch number. */
  static boolean exact(String version) {
    return number(version, 3) >= 0;
  }

  /** Returns {@code 1.26} of {@code 1.26.4}. */
  static String minor(String version) {
    return number(version, 1) + "." + number(version, 2);
  }

  /** Returns the release in {@code go1.26.4} or {@code go version go1.26.4 linux/amd64}. */
  static Optional<String> in(String text) {
    Matcher matcher = Pattern.compile("\\bgo([0-9][0-9a-z.]*)").matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static int number(String version, int group) {
    Matcher matcher = RELEASE.matcher(version);
    if (!matcher.matches() || matcher.group(group) == null) {
      return -1;
    }
    return Integer.parseInt(matcher.group(group));
  }
}
