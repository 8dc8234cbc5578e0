package io.github.difyarms.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Which hosts may speak plain HTTP, and which of them do. All others speak TLS, always.
 *
 * <p>A loopback host is first asked in plain HTTP, which costs a plain test registry nothing and
 * sends no credentials (they follow a challenge); a host of {@code insecureRegistries} is first
 * asked with TLS. The first answer settles it for the life of the transport.
 */
final class SchemeMemory {
  /** What Go's server, nginx and Apache say to plain HTTP on a TLS port. */
  private static final Pattern WANTS_TLS =
      Pattern.compile(
          "HTTP request (was sent )?to (an )?HTTPS|speaking plain HTTP to an SSL",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> insecure;
  private final Map<String, String> settled = new ConcurrentHashMap<>();

  SchemeMemory(Set<String> insecure) {
    this.insecure = insecure;
  }

  boolean mayBePlain(String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    String host = Hosts.host(lower);
    return Hosts.loopback(host) || insecure.contains(lower) || insecure.contains(host);
  }

  String scheme(String authority) {
    if (!mayBePlain(authority)) {
      return "https";
    }
    String first = Hosts.loopback(Hosts.host(authority)) ? "http" : "https";
    return settled.getOrDefault(authority.toLowerCase(Locale.ROOT), first);
  }

  /**
   * Returns whether a host is known to speak an address's scheme. Of requests that are under way at
   * the same time only the first settles it; the others carry what was thought before.
   */
  boolean settled(URI uri) {
    String authority = uri.getRawAuthority();
    return !mayBePlain(authority)
        || uri.getScheme().equals(settled.get(authority.toLowerCase(Locale.ROOT)));
  }

  void settle(URI uri) {
    settled.putIfAbsent(uri.getRawAuthority().toLowerCase(Locale.ROOT), uri.getScheme());
  }

  static URI other(URI uri) {
    String text = uri.toString();
    return URI.create(
        text.startsWith("https:") ? "http:" + text.substring(6) : "https:" + text.substring(5));
  }

  /** Returns whether an answer in plain HTTP says that TLS was expected. */
  static boolean wantsTls(HttpAnswer answer) {
    return WANTS_TLS.matcher(new String(answer.body(), StandardCharsets.ISO_8859_1)).find();
  }

  /** Returns whether a failure makes the other scheme worth a try. */
  static boolean worthOther(String scheme, IOException failure) {
    if (scheme.equals("https")) {
      return NetFailures.notTls(failure) || failure instanceof ConnectException;
    }
    return !(failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof SocketTimeoutException);
  }
}
