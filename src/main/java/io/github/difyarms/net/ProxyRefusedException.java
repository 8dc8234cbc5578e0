package io.github.difyarms.net;

import java.io.IOException;

/** The proxy, not the host behind it, refused. */
public final class ProxyRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  ProxyRefusedException(HttpProxy proxy) {
    super(
        "the proxy "
            + proxy.host()
            + ":"
            + proxy.port()
            + " ("
            + proxy.origin()
            + ") answers 407: "
            + (proxy.login().isPresent() ? "it refuses user and password" : "it wants a login"));
  }
}
