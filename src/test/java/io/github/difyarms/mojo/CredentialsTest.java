package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.log.PlainBuildLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private final List<Server> servers = new ArrayList<>();
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Properties user = new Properties();

  private static final class NoFields extends AbstractDifyArmsMojo {
    @Override
    void run(Parameters parameters, Invocation invocation) {}
  }

  private Credentials credentials() {
    MavenSession session = mock(MavenSession.class);
    when(session.getSettings()).thenReturn(new Settings());
    SettingsDecryptionResult result = mock(SettingsDecryptionResult.class);
    when(result.getServers()).thenReturn(servers);
    when(result.getProxies()).thenReturn(proxies);
    when(result.getProblems()).thenReturn(List.of());
    SettingsDecrypter decrypter = request -> result;
    return Credentials.of(
        new Parameters(new NoFields(), user, new Properties()),
        session,
        decrypter,
        new PlainBuildLog(told::add, told::add));
  }

  private void server(String id, String password) {
    Server server = new Server();
    server.setId(id);
    server.setUsername("somebody");
    server.setPassword(password);
    servers.add(server);
  }

  private static ImageReference image(String text) {
    return ImageReference.parse(text);
  }

  @Test
  void aServerIsFoundByTheRegistrysHost() {
    server("registry.example:5000", "decrypted");

    Optional<io.github.difyarms.registry.Credential> found =
        credentials().to().find(image("registry.example:5000/a/b"));

    assertThat(found.orElseThrow().secret()).isEqualTo("decrypted");
    assertThat(told)
        .contains(
            "credentials for registry.example:5000: settings.xml server registry.example:5000");
    assertThat(told.toString()).doesNotContain("decrypted");
  }

  @Test
  void dockerHubGoesByAllItsNames() {
    server("https://index.docker.io/v1/", "hub");

    assertThat(credentials().from().find(image("langgenius/dify-api:1.16.1"))).isPresent();
    assertThat(credentials().from().find(image("other.example/langgenius/dify-api:1.16.1")))
        .isEmpty();
  }

  @Test
  void aPasswordThatCouldNotBeDecryptedIsNotSent() {
    server("registry.example", "{abcdefg=}");

    assertThat(credentials().to().find(image("registry.example/a/b"))).isEmpty();
  }

  @Test
  void aLiteralPasswordWinsAndIsWarnedOf() {
    server("registry.example", "from-settings");
    user.setProperty("dify-arms.to.auth.username", "me");
    user.setProperty("dify-arms.to.auth.password", "l1teral");

    Credentials credentials = credentials();

    assertThat(credentials.to().find(image("registry.example/a/b")).orElseThrow().secret())
        .isEqualTo("l1teral");
    assertThat(credentials.from().find(image("registry.example/a/b")).orElseThrow().secret())
        .isEqualTo("from-settings");
    assertThat(told.toString()).contains("to.auth.password stands in").doesNotContain("l1teral");
  }

  @Test
  void onlyActiveProxiesAreUsed() {
    Proxy off = new Proxy();
    off.setActive(false);
    off.setHost("off.example");
    Proxy on = new Proxy();
    on.setActive(true);
    on.setId("corp");
    on.setHost("proxy.example");
    on.setPort(3128);
    on.setUsername("u");
    on.setPassword("p");
    on.setNonProxyHosts("*.internal");
    proxies.add(off);
    proxies.add(on);

    var rules = credentials().proxies();

    assertThat(rules.proxyFor("https", "registry.example", 443).orElseThrow().host())
        .isEqualTo("proxy.example");
    assertThat(rules.proxyFor("https", "a.internal", 443)).isEmpty();
  }

  @Test
  void theLicenceKeyIsAServersPasswordAndIsNeverShown() {
    server("arms", "l1cence");
    server("other", "0ther");

    assertThat(credentials().licenseKey()).contains("l1cence");
    assertThat(credentials().toString()).doesNotContain("l1cence");
    user.setProperty("dify-arms.licenseKeyServer", "other");
    assertThat(credentials().licenseKey()).contains("0ther");
    assertThat(told.toString()).doesNotContain("l1cence", "0ther");
  }

  @Test
  void aLicenceKeyThatCouldNotBeDecryptedIsNone() {
    server("arms", "{abcdefg=}");

    assertThat(credentials().licenseKey()).isEmpty();
    assertThat(told.toString()).contains("licence key").contains("cannot be decrypted");
  }

  @Test
  void proxiesReachChildProcessesAsVariables() {
    Proxy proxy = new Proxy();
    proxy.setActive(true);
    proxy.setHost("proxy.example");
    proxy.setPort(3128);
    proxy.setUsername("me");
    proxy.setPassword("p@ss");
    proxy.setNonProxyHosts("*.internal|localhost|10.*");
    proxies.add(proxy);

    var rules = credentials().proxies();

    assertThat(rules.environment())
        .containsEntry("HTTPS_PROXY", "http://me:p%40ss@proxy.example:3128")
        .containsEntry("http_proxy", "http://me:p%40ss@proxy.example:3128")
        .containsEntry("NO_PROXY", ".internal,localhost");
    assertThat(rules.secrets()).contains("p@ss", "me:p@ss").doesNotContain("me");
  }
}
