package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Hosts;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One entry of a {@code GOPROXY} list (go.dev/ref/mod#environment-variables).
 *
 * @param base its address without a slash at the end, {@code off} or {@code direct}
 * @param onAnyError whether any error leads to the next entry ({@code |}), not only "not found"
 */
record ModuleProxy(String base, boolean onAnyError) {

  /** Reads a list. */
  static List<ModuleProxy> list(String goproxy) {
    List<ModuleProxy> entries = new ArrayList<>();
    StringBuilder entry = new StringBuilder();
    for (char c : (goproxy + ",").toCharArray()) {
      if (c != ',' && c != '|') {
        entry.append(c);
        continue;
      }
      String text = entry.toString().strip().replaceAll("/+$", "");
      if (!text.isEmpty()) {
        entries.add(new ModuleProxy(text, c == '|'));
      }
      entry.setLength(0);
    }
    return entries;
  }

  boolean off() {
    return base.equals("off");
  }

  boolean direct() {
    return base.equals("direct") || base.equals("noproxy");
  }

  boolean file() {
    return base.toLowerCase(Locale.ROOT).startsWith("file:");
  }

  /** Returns whether nobody between us and the proxy can change what it says. */
  boolean trusted() {
    URI uri = at("");
    return file()
        || "https".equalsIgnoreCase(uri.getScheme())
        || Hosts.loopback(Hosts.host(String.valueOf(uri.getHost())));
  }

  /** Returns the address of something the proxy has. */
  URI at(String path) {
    String text = base.contains("://") || file() ? base : "https://" + base;
    try {
      return URI.create(text + path);
    } catch (IllegalArgumentException e) {
      throw new DifyArmsException(
          ErrorCode.PARAMETER_INVALID,
          "a module proxy has an address that is none",
          "GOPROXY (go.proxy)",
          "it has " + base.length() + " characters"); // which may hold a password
    }
  }

  /** Returns the entry without user and password. */
  String shown() {
    return off() || direct() ? base : SafeUrl.of(at(""));
  }

  @Override
  public String toString() {
    return shown();
  }
}
