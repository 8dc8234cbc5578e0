package io.github.difyarms.lock;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Release numbers of Go, {@code 1.26.4}, as far as a lock has to understand them. */
final class GoRelease {
  private static final Pattern RELEASE =
      Pattern.compile("([0-9]{1,4}\\.[0-9]{1,4})(?:\\.([0-9]{1,6}))?");

  private GoRelease() {}

  /** Returns whether the second is a newer patch of the same minor version. */
  static boolean newerPatch(String one, String other) {
    Matcher before = RELEASE.matcher(one);
    Matcher after = RELEASE.matcher(other);
    return before.matches()
        && after.matches()
        && before.group(1).equals(after.group(1))
        && patch(after) > patch(before);
  }

  private static int patch(Matcher release) {
    return release.group(2) == null ? -1 : Integer.parseInt(release.group(2));
  }
}
