package io.github.difyarms.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code NO_PROXY} as Go's {@code httpproxy} reads it, because the same variable is handed to
 * {@code go}: {@code *}, names (which include their subdomains), {@code .names} (subdomains only),
 * addresses, CIDR ranges, each but the range with an optional port.
 */
record NoProxy(List<String> entries) {
  static NoProxy parse(String text) {
    return new NoProxy(
        Arrays.stream(text.split(","))
            .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  boolean matches(String host, int port) {
    return entries.stream().anyMatch(entry -> matches(entry, host, port));
  }

  private static boolean matches(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    if (entry.contains("/")) {
      return inRange(entry, host);
    }
    String name = entry;
    boolean bareV6 = entry.indexOf(':') != entry.lastIndexOf(':') && !entry.startsWith("[");
    int colon = bareV6 ? -1 : entry.lastIndexOf(':');
    if (colon > entry.lastIndexOf(']')) {
      if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    name = name.replace("[", "").replace("]", "");
    if (name.startsWith("*.")) {
      name = name.substring(1);
    }
    return name.startsWith(".")
        ? host.endsWith(name)
        : host.equals(name) || (!Hosts.literal(host) && host.endsWith("." + name));
  }

  private static boolean inRange(String range, String host) {
    if (!Hosts.literal(host)) {
      return false;
    }
    try {
      String[] parts = range.split("/", 2);
      if (!Hosts.literal(parts[0])) {
        return false;
      }
      byte[] network = InetAddress.getByName(parts[0]).getAddress();
      byte[] address = InetAddress.getByName(host).getAddress();
      int bits = Integer.parseInt(parts[1]);
      return network.length == address.length && samePrefix(network, address, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean samePrefix(byte[] network, byte[] address, int bits) {
    if (bits < 0 || bits > network.length * 8) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if ((network[i / 8] & mask) != (address[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
