package io.github.difyarms.net;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
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

  /** IPv4-compatible addresses (RFC 4291, 2.5.5.1) and those that NAT64 leads to (RFC 6052). */
  private static boolean embedsIpv4(byte[] ipv6) {
    byte[] nat64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    boolean own = ipv6[12] == 0 && ipv6[13] == 0; // :: and ::1 are no IPv4 addresses
    return Arrays.equals(ipv6, 0, 12, nat64, 0, 12)
        || (Arrays.equals(ipv6, 0, 12, new byte[12], 0, 12) && !own);
  }

  private static InetAddress ipv4(byte[] ipv6) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(ipv6, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
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
    if (bytes.length == 16 && embedsIpv4(bytes)) {
      return inner(ipv4(bytes));
    }
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
