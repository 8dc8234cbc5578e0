package io.github.difyarms.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/** Questions about hosts and authorities ({@code host[:port]}). */
public final class Hosts {
  private Hosts() {}

  /** Returns the host of an authority in lower case, without brackets, port and final dot. */
  public static String host(String authority) {
    String text = authority.toLowerCase(Locale.ROOT);
    if (text.startsWith("[")) {
      return text.substring(1, Math.max(1, text.indexOf(']')));
    }
    int colon = text.lastIndexOf(':');
    String host = colon >= 0 ? text.substring(0, colon) : text;
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Returns the port, with the scheme's own when none is written. */
  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  /** Returns whether a host is this machine by its name or literal address alone. */
  public static boolean loopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || (literal(host) && address(host).isLoopbackAddress());
  }

  /** Returns whether a host is, or resolves to, an address that is not public. */
  static boolean inner(String host) {
    if (loopback(host)) {
      return true;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (inner(address)) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      // Behind a proxy only the proxy may be able to resolve it; connecting decides.
      return false;
    }
  }

  static boolean literal(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress();
    }
  }

  private static boolean inner(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193
    boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || shared;
  }
}
