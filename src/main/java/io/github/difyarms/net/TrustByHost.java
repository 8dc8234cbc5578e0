package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS with the JVM's trust store, plus, for a host that has one, the certificates of its folder in
 * docker's {@code certs.d} (docs.docker.com, "Verify repository client with certificates").
 */
final class TrustByHost implements TlsSocketStrategy {
  private final List<Path> directories;
  private final Map<String, DefaultClientTlsStrategy> strategies = new ConcurrentHashMap<>();

  TrustByHost(List<Path> directories) {
    this.directories = directories;
  }

  @Override
  public SSLSocket upgrade(
      java.net.Socket socket,
      String target,
      int port,
      @Nullable Object attachment,
      HttpContext context)
      throws IOException {
    DefaultClientTlsStrategy strategy =
        strategies.computeIfAbsent(
            Hosts.host(bracketed(target)) + " " + port, key -> strategy(target, port));
    try {
      return strategy.upgrade(socket, target, port, attachment, context);
    } catch (SocketTimeoutException e) {
      // Some HTTP servers wait for more of what they take for a request line.
      throw new SSLException("the TLS handshake is not answered", e);
    }
  }

  private DefaultClientTlsStrategy strategy(String target, int port) {
    List<Certificate> certificates = new ArrayList<>();
    for (Path directory : directories) {
      certificates.addAll(certificates(directory.resolve(bracketed(target) + ":" + port)));
      if (port == 443) {
        certificates.addAll(certificates(directory.resolve(bracketed(target))));
      }
    }
    try {
      return new DefaultClientTlsStrategy(
          certificates.isEmpty() ? SSLContext.getDefault() : context(certificates));
    } catch (GeneralSecurityException | IOException e) {
      throw new DifyArmsException(
          ErrorCode.TLS_FAILED,
          "TLS cannot be set up",
          target + ":" + port,
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static List<Certificate> certificates(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Certificate> certificates = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".crt")).sorted().toList()) {
        certificates.addAll(read(file));
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    return certificates;
  }

  private static List<Certificate> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(file, e);
    }
  }

  private static DifyArmsException unreadable(Path file, Exception cause) {
    return new DifyArmsException(
        ErrorCode.INPUT_UNREADABLE,
        "a certificate cannot be read",
        file.toString(),
        String.valueOf(cause.getMessage()),
        cause);
  }

  /** One key store with both: the JDK's own trust manager then checks names and algorithms. */
  private static SSLContext context(List<Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        for (Certificate certificate : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("jvm" + number++, certificate);
        }
      }
    }
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("host" + number++, certificate);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers(store), null);
    return context;
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
