package io.github.difyarms.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the file name of a wheel says is in it.
 *
 * @param project as it is written
 * @param version as it is written
 */
record WheelName(String project, String version) {
  private static final Pattern FILE =
      Pattern.compile(
          "([A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-([A-Za-z0-9._+!]+)"
              + "(?:-[0-9][A-Za-z0-9._]*)?-[A-Za-z0-9._]+-[A-Za-z0-9._]+-[A-Za-z0-9._]+\\.whl");

  private static final Pattern TOKEN = Pattern.compile("[0-9]+|[a-z]+|[+!]");

  /** Ways to write the same, as PEP 440 lists them. */
  private static final Map<String, String> SPELLINGS =
      Map.of("alpha", "a", "beta", "b", "c", "rc", "pre", "rc", "preview", "rc", "rev", "post");

  /** Reads a file name: {@code NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl}. */
  static Optional<WheelName> parse(String file) {
    Matcher matcher = FILE.matcher(file);
    return matcher.matches()
        ? Optional.of(new WheelName(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** Reads the name of a directory in a wheel: {@code NAME-VERSION.SUFFIX}. */
  static Optional<WheelName> ofDirectory(String directory, String suffix) {
    int end = directory.length() - suffix.length();
    int dash = directory.lastIndexOf('-', end);
    return directory.endsWith(suffix) && dash > 0
        ? Optional.of(
            new WheelName(directory.substring(0, dash), directory.substring(dash + 1, end)))
        : Optional.empty();
  }

  /** Tells whether both mean the same distribution, however they write it. */
  boolean means(WheelName other) {
    return Distribution.normalise(project).equals(Distribution.normalise(other.project))
        && comparable(version).equals(comparable(other.version));
  }

  /** Returns what two ways to write one version (PEP 440) have in common. */
  private static List<String> comparable(String version) {
    List<String> tokens = new ArrayList<>();
    String text = version.strip().toLowerCase(Locale.ROOT);
    Matcher matcher = TOKEN.matcher(text.startsWith("v") ? text.substring(1) : text);
    while (matcher.find()) {
      String token = matcher.group();
      token = token.replaceFirst("^0+(?=[0-9])", "");
      if (!Character.isDigit(token.charAt(0))) {
        dropTrailingZeros(tokens);
      }
      tokens.add(SPELLINGS.getOrDefault(token, token));
    }
    dropTrailingZeros(tokens);
    return tokens;
  }

  /** 1.0 and 1 are the same release; the zero of rc0 is not one of a release. */
  private static void dropTrailingZeros(List<String> tokens) {
    boolean release = tokens.stream().allMatch(token -> Character.isDigit(token.charAt(0)));
    while (release && tokens.size() > 1 && tokens.get(tokens.size() - 1).equals("0")) {
      tokens.remove(tokens.size() - 1);
    }
  }
}
