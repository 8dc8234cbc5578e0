package io.github.difyarms.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One challenge of a {@code WWW-Authenticate} field (RFC 9110, 11.6.1).
 *
 * @param scheme {@code basic}, {@code bearer} … in lower case
 * @param parameters its parameters, names without regard to case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Possessive: an alternative that is repeated takes stack for each character otherwise. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\G[\\s,]*(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))");

  private static final Pattern SCHEME =
      Pattern.compile("\\G[\\s,]*(" + TOKEN + ")(?=\\s|,|$)(?!\\s*=)");

  /** The other form of a challenge, {@code NTLM TlRMTVNTUAAC=}: one value without a name. */
  private static final Pattern TOKEN68 =
      Pattern.compile("\\G[ \\t]+[A-Za-z0-9._~+/-]+=*[ \\t]*(?=,|$)");

  /** Reads every challenge of some field values. Text that is none ends the reading. */
  static List<Challenge> parse(List<String> values) {
    List<Challenge> challenges = new ArrayList<>();
    for (String value : values) {
      parse(value, challenges);
    }
    return challenges;
  }

  private static void parse(String value, List<Challenge> challenges) {
    Matcher scheme = SCHEME.matcher(value);
    int position = 0;
    while (scheme.find(position)) {
      position = scheme.end();
      Matcher single = TOKEN68.matcher(value);
      if (single.find(position)) {
        position = single.end();
      }
      Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      Matcher parameter = PARAMETER.matcher(value);
      while (position < value.length() && parameter.find(position)) {
        String quoted = parameter.group(2);
        parameters.putIfAbsent(
            parameter.group(1),
            quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        position = parameter.end();
      }
      challenges.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
    }
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
