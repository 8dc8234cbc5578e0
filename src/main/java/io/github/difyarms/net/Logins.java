package io.github.difyarms.net;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is secret about a user name and a password that stand in addresses. */
final class Logins {
  /** Go takes an address without a scheme too; without a colon that is no login but a mail's. */
  private static final Pattern IN_ADDRESS =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z0-9+.-]*)://|(?<![^\\s,|])(?=[^\\s/?#@]*:[^/]))([^\\s/?#]*)@");

  /** What stands for a password where the user name is the token: nothing, or GitHub's word. */
  private static final Set<String> NO_PASSWORDS = Set.of("", "x-oauth-basic");

  /** The user of nearly every git server; hiding it would hide every word with it. */
  private static final String GIT = "git";

  private Logins() {}

  /** Returns the secrets of the logins of all addresses in a text. */
  static List<String> secretsIn(String text) {
    Set<String> secrets = new LinkedHashSet<>();
    find(text, secrets); // a password may hold what separates the addresses of a list
    for (String address : text.split("[,|]")) {
      find(address, secrets);
    }
    return List.copyOf(secrets);
  }

  private static void find(String text, Set<String> secrets) {
    Matcher matcher = IN_ADDRESS.matcher(text);
    while (matcher.find()) {
      String scheme = String.valueOf(matcher.group(1)).toLowerCase(Locale.ROOT);
      String[] parts = matcher.group(2).split(":", 2);
      String password = parts.length == 2 ? parts[1] : "";
      add(secrets, parts[0], password, !scheme.endsWith("ssh"));
      add(secrets, decode(parts[0]), decode(password), !scheme.endsWith("ssh"));
    }
  }

  /** Returns the secrets of a login as they are and as they stand in an address. */
  static List<String> secrets(String user, String password) {
    Set<String> secrets = new LinkedHashSet<>();
    add(secrets, user, password, true);
    add(secrets, encode(user), encode(password), true);
    return List.copyOf(secrets);
  }

  private static void add(Set<String> secrets, String user, String password, boolean token) {
    if (!NO_PASSWORDS.contains(password)) {
      secrets.add(password);
      secrets.add(user + ":" + password);
    } else if (token && !user.isEmpty() && !user.equals(GIT)) {
      secrets.add(user);
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Decodes user or password; what is not encoded well stands for itself. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
