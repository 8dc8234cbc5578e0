package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Decides whether an address that a server hands out (redirect, upload location) may be used.
 *
 * <p>Same host: its scheme never gets weaker. Other host: TLS, and no address of the inner network
 * unless the server itself is there (ggcr#2295: upload locations that probe private services).
 */
public final class AddressGuard {
  private static final int MOST_PORT = 65535;

  private final HttpTransport transport;
  private final NetListener listener;

  /** Creates the guard over a transport's rules about plain HTTP. */
  public AddressGuard(HttpTransport transport, NetListener listener) {
    this.transport = transport;
    this.listener = listener;
  }

  /**
   * Checks an address.
   *
   * @param origin the address that answered
   * @param location the address it hands out, relative or absolute
   * @return the absolute address to use
   * @throws DifyArmsException {@link ErrorCode#REDIRECT_REFUSED}, or {@link
   *     ErrorCode#PROTOCOL_VIOLATION} when it is no address at all
   */
  public URI resolve(URI origin, String location) {
    if (location.isBlank()) {
      throw none(origin, location); // resolving it would lead to the directory we come from
    }
    URI target = withoutFragment(parse(origin, location));
    if (target.getPort() > MOST_PORT) {
      throw refused(origin, target, "there is no such port");
    }
    if (sameHost(origin, target)) {
      return keepScheme(origin, target);
    }
    if (target.getScheme().equals("http") && !transport.mayBePlain(target.getRawAuthority())) {
      throw refused(origin, target, "it leads from TLS to plain HTTP on another host");
    }
    if (Hosts.inner(host(target)) && !Hosts.inner(host(origin))) {
      throw refused(origin, target, "it leads from a public host into a private network");
    }
    return target;
  }

  /** Returns whether both are the same host and port. */
  public static boolean sameAuthority(URI one, URI other) {
    return sameHost(one, other) && Hosts.port(one) == Hosts.port(other);
  }

  private static boolean sameHost(URI one, URI other) {
    return host(one).equals(host(other));
  }

  private URI keepScheme(URI origin, URI target) {
    if (!origin.getScheme().equals("https") || !target.getScheme().equals("http")) {
      return target;
    }
    if (target.getPort() >= 0 && target.getPort() != 80 && target.getPort() != origin.getPort()) {
      throw refused(origin, target, "it leads from TLS to plain HTTP");
    }
    listener.warning(
        host(origin)
            + " speaks TLS but names an address of its own with http (a proxy before it does not"
            + " pass X-Forwarded-Proto); https is used");
    String authority = origin.getRawAuthority();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    return URI.create("https://" + authority + target.getRawPath() + query);
  }

  /** A fragment is never sent, and would swallow what is put behind the address. */
  private static URI withoutFragment(URI target) {
    String text = target.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? target : URI.create(text.substring(0, fragment));
  }

  private static URI parse(URI origin, String location) {
    try {
      URI target = origin.resolve(new URI(location.strip()));
      String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && target.getHost() != null
          && target.getRawUserInfo() == null) {
        // HTTP:// is http:// (RFC 3986, section 3.1), and everyone after this compares it.
        return URI.create(scheme + target.toString().substring(scheme.length()));
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Falls through to the one answer for everything that is no address.
    }
    throw none(origin, location);
  }

  private static DifyArmsException none(URI origin, String location) {
    return new DifyArmsException(
        ErrorCode.PROTOCOL_VIOLATION,
        "the server hands out an address that is none",
        SafeUrl.of(origin),
        "Location has " + location.length() + " characters and no http(s) host without user name");
  }

  private static String host(URI uri) {
    return Hosts.host(uri.getHost());
  }

  private static DifyArmsException refused(URI origin, URI target, String why) {
    return new DifyArmsException(
        ErrorCode.REDIRECT_REFUSED,
        "an address that the server hands out is not used",
        SafeUrl.of(origin),
        "it names " + SafeUrl.of(target) + ": " + why);
  }
}
