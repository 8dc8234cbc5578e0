package io.github.difyarms.net;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** The certificate each host has shown in its first connection. */
final class SeenCertificates {
  private final Map<String, X509Certificate> seen = new ConcurrentHashMap<>();

  void see(String authority, HttpCoreContext context) {
    @Nullable SSLSession session = context.getSSLSession();
    String key = key(authority);
    if (session == null || seen.containsKey(key)) {
      return;
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
        seen.put(key, own);
      }
    } catch (SSLPeerUnverifiedException e) {
      // The host has shown none.
    }
  }

  Optional<X509Certificate> of(String authority) {
    return Optional.ofNullable(seen.get(key(authority)));
  }

  private static String key(String authority) {
    return authority.toLowerCase(Locale.ROOT);
  }
}
