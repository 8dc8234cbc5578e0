package io.github.difyarms.net;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses as they may be shown: signatures and session state in a query are secrets. */
public final class SafeUrl {
  private static final Set<String> HARMLESS =
      Set.of("mount", "from", "digest", "scope", "service", "n", "last");

  private SafeUrl() {}

  /** Returns the address without user and password and with unknown query values left out. */
  public static String of(URI uri) {
    StringBuilder text = new StringBuilder();
    if (uri.getScheme() != null) {
      text.append(uri.getScheme()).append("://");
    }
    String authority = uri.getRawAuthority();
    if (authority != null) {
      text.append(authority.substring(authority.lastIndexOf('@') + 1));
    }
    text.append(uri.getRawPath() == null ? "" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      text.append('?').append(query(uri.getRawQuery()));
    }
    return text.toString();
  }

  /**
   * Returns the secrets in the logins of all addresses in a text, for hiding them in what others
   * print: passwords, {@code user:password}, and user names without a password, which are tokens;
   * as they stand there and decoded.
   *
   * @param addresses one address, or a list of them however it is separated, for example GOPROXY
   */
  public static List<String> secrets(String addresses) {
    return Logins.secretsIn(addresses);
  }

  /** Returns the values in the query that {@link #of} leaves out. */
  static List<String> hiddenValues(URI uri) {
    return Optional.ofNullable(uri.getRawQuery()).stream()
        .flatMap(query -> Arrays.stream(query.split("&")))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length < 2 || !HARMLESS.contains(pair[0]))
        .map(pair -> pair[pair.length - 1])
        .toList();
  }

  private static String query(String raw) {
    return Arrays.stream(raw.split("&"))
        .map(pair -> pair.split("=", 2))
        .map(
            pair ->
                pair.length == 2 && HARMLESS.contains(pair[0])
                    ? pair[0] + "=" + pair[1]
                    : (pair.length == 2 ? pair[0] + "=…" : "…"))
        .collect(Collectors.joining("&"));
  }
}
