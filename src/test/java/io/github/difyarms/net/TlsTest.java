package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.net.LoopbackServer.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String LOGIN = "dTpwdw=="; // u:pw

  @TempDir static Path folder;
  private static KeyStore keys;
  private static SSLContext context;

  private final Notes notes = new Notes();

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry.test",
                "-ext",
                "san=dns:registry.test,dns:localhost",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-validity",
                "2")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
  }

  private static Path trust(String authority) throws Exception {
    Path directory = folder.resolve("certs-" + authority.hashCode());
    Certificate certificate = keys.getCertificate("a");
    Files.createDirectories(directory.resolve(authority));
    Files.writeString(
        directory.resolve(authority).resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    return directory;
  }

  private HttpAnswer get(HttpOptions options, String authority) {
    try (HttpTransport transport = new HttpTransport(options.withRetries(1), notes, notes)) {
      return transport.send(HttpCall.get(transport.base(authority).resolve("/v2/")), 100);
    }
  }

  @Test
  void aPrivateCertificateIsTrustedForItsHost() throws Exception {
    try (LoopbackServer server = LoopbackServer.https(context, r -> Reply.of(200, "tls"))) {
      HttpOptions options =
          HttpOptions.defaults().withCertificateDirectories(List.of(trust(server.authority())));

      assertThat(get(options, server.authority()).uri()).hasScheme("https");
    }
  }

  @Test
  void aCertificateNobodyVouchesForIsRefused() throws Exception {
    try (LoopbackServer server = LoopbackServer.https(context, r -> Reply.of(200, "tls"))) {
      assertThatThrownBy(() -> get(HttpOptions.defaults(), server.authority()))
          .hasMessageContaining("DA-205");
      assertThat(server.seen()).isEmpty();
    }
  }

  @Test
  void aTunnelThroughAProxyThatWantsALogin() throws Exception {
    try (LoopbackServer server = LoopbackServer.https(context, r -> Reply.of(200, "tls"));
        TunnelProxy proxy = new TunnelProxy(server.port(), LOGIN)) {
      HttpOptions options =
          HttpOptions.defaults()
              .withCertificateDirectories(List.of(trust("registry.test")))
              .withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));

      assertThat(get(options, "registry.test").status()).isEqualTo(200);
      assertThat(proxy.connects).containsExactly("registry.test:443");
      assertThat(server.seen().get(0).headers().first("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void aProxyThatRefusesTheLoginIsNamed() throws Exception {
    try (TunnelProxy proxy = new TunnelProxy(1, LOGIN)) {
      HttpOptions options =
          HttpOptions.defaults().withProxies(ProxyRules.ofSettings(proxy.proxy("u", "wr0ng"), ""));

      assertThatThrownBy(() -> get(options, "registry.test"))
          .hasMessageContaining("DA-201")
          .hasMessageContaining("settings.xml proxy corp) answers 407")
          .message()
          .doesNotContain("wr0ng");
    }
  }

  @Test
  void aTlsRegistryThatAnswersPlainHttpIsRefused() throws Exception {
    try (ServerSocket plain = new ServerSocket(0);
        TunnelProxy proxy = new TunnelProxy(plain.getLocalPort(), LOGIN)) {
      Thread answering = new Thread(() -> answerAsGoDoes(plain));
      answering.start();
      HttpOptions options =
          HttpOptions.defaults().withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));

      assertThatThrownBy(() -> get(options, "registry.test"))
          .hasMessageContaining("DA-205: TLS was expected, but the host answers in plain HTTP");
      answering.join();
    }
  }

  private static void answerAsGoDoes(ServerSocket plain) {
    try (Socket socket = plain.accept()) {
      socket.getInputStream().read();
      byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(answer);
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client has read enough.
    }
  }

  @Test
  void aHostThatDoesNotAnswerTheHandshakeIsNotAskedInPlainHttp() throws Exception {
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(200, "plain"));
        TunnelProxy proxy = new TunnelProxy(server.port(), LOGIN)) {
      HttpOptions options =
          HttpOptions.defaults()
              .withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(5))
              .withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));

      assertThatThrownBy(() -> get(options, "registry.test"))
          .hasMessageContaining("DA-205")
          .hasMessageContaining("the TLS handshake is not answered");
      assertThat(server.seen()).isEmpty();
    }
  }

  @Test
  void aLoopbackRegistryThatSpeaksTlsIsFound() throws Exception {
    try (LoopbackServer server = LoopbackServer.https(context, r -> Reply.of(200, "tls"));
        HttpTransport transport =
            new HttpTransport(
                HttpOptions.defaults()
                    .withCertificateDirectories(List.of(trust(server.authority()))),
                notes)) {
      transport.send(HttpCall.get(transport.base(server.authority())), 10);

      assertThat(transport.base(server.authority())).hasScheme("https");
    }
  }

  @Test
  void plainHttpToAHostThatMayNotIsRefusedBeforeAnythingIsSent() {
    try (HttpTransport transport = new HttpTransport(HttpOptions.defaults(), notes, notes)) {
      assertThatThrownBy(
              () -> transport.send(HttpCall.get(URI.create("http://registry.test/v2/")), 1))
          .hasMessageContaining("DA-209");
    }
  }

  @Test
  void aPlainLoopbackRegistryCostsOneRequest() {
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(200, "plain"))) {
      assertThat(get(HttpOptions.defaults(), server.authority()).uri()).hasScheme("http");
      assertThat(server.seen()).hasSize(1);
      assertThat(notes.traces).hasSize(1);
    }
  }

  @Test
  void aRequestThatWasAddressedBeforeTheSchemeWasSettledFindsItToo() throws Exception {
    try (LoopbackServer server = LoopbackServer.https(context, r -> Reply.of(200, "tls"));
        HttpTransport transport =
            new HttpTransport(
                HttpOptions.defaults()
                    .withRetries(0)
                    .withCertificateDirectories(List.of(trust(server.authority()))),
                notes,
                notes)) {
      HttpCall early = HttpCall.get(transport.base(server.authority()).resolve("/v2/"));
      assertThat(early.uri()).hasScheme("http");
      assertThat(transport.send(early, 100).uri()).hasScheme("https");

      assertThat(transport.send(early, 100).uri()).hasScheme("https"); // as a second thread's would
    }
  }

  @Test
  void anInsecureHostThatSpeaksNoTlsIsAskedInPlainHttp() throws Exception {
    try (ServerSocket plain = new ServerSocket(0);
        TunnelProxy proxy = new TunnelProxy(plain.getLocalPort(), LOGIN)) {
      Thread answering = new Thread(() -> answerAsGoDoes(plain));
      answering.start();
      HttpOptions options =
          HttpOptions.defaults()
              .withInsecureHosts(Set.of("registry.test:5000"))
              .withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));

      assertThat(get(options, "registry.test:5000").uri()).hasScheme("http");
      assertThat(proxy.connects)
          .containsExactly("registry.test:5000", "http://registry.test:5000/v2/");
      answering.join();
    }
  }

  @Test
  void anInsecureHostIsAskedWithTlsFirst() {
    try (HttpTransport transport =
        new HttpTransport(
            HttpOptions.defaults().withInsecureHosts(Set.of("Registry.test:5000")), notes)) {
      assertThat(transport.base("registry.test:5000")).hasScheme("https");
      assertThat(transport.mayBePlain("registry.test:5000")).isTrue();
      assertThat(transport.mayBePlain("registry.test:5001")).isFalse();
    }
  }
}
