package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRulesTest {
  private static final HttpProxy CORP =
      new HttpProxy("corp", 3128, Optional.empty(), "settings.xml proxy corp");

  private static Optional<String> host(ProxyRules rules, String scheme, String host, int port) {
    return rules.proxyFor(scheme, host, port).map(HttpProxy::host);
  }

  @Test
  void eachSchemeHasItsVariable() {
    ProxyRules rules =
        ProxyRules.ofEnvironment(
            Map.of("HTTPS_PROXY", "http://s:8443", "http_proxy", "p", "HTTP_PROXY", "http://q"));

    assertThat(host(rules, "https", "r.example", 443)).contains("s");
    assertThat(host(rules, "http", "r.example", 80)).contains("p");
  }

  @Test
  void userAndPasswordAreDecodedAndNotShown() {
    HttpProxy proxy =
        ProxyRules.ofEnvironment(Map.of("HTTPS_PROXY", "http://u%40x:p%3Aw+@s:1"))
            .proxyFor("https", "r.example", 443)
            .orElseThrow();

    assertThat(proxy.login()).contains(new HttpProxy.Login("u@x", "p:w+"));
    assertThat(proxy.toString()).doesNotContain("p:w");
  }

  @Test
  void passwordsAndTokensAreSecretAsTheyAreAndAsTheyStandInAnAddress() {
    assertThat(secrets("http://u%40x:p%3Aw+@s:1"))
        .containsExactlyInAnyOrder("p:w+", "u@x:p:w+", "p%3Aw%2B", "u%40x:p%3Aw%2B");
    assertThat(secrets("http://t%2Fken@s:1")).containsExactlyInAnyOrder("t/ken", "t%2Fken");
    assertThat(secrets("http://token:@s:1")).containsExactly("token");
    assertThat(secrets("http://s:1")).isEmpty();
  }

  private static List<String> secrets(String proxy) {
    return ProxyRules.ofEnvironment(Map.of("HTTPS_PROXY", proxy)).secrets();
  }

  @ParameterizedTest
  @CsvSource({
    "r.example, 443, true",
    "sub.r.example, 443, true",
    "r.example.org, 443, false",
    "x.dot.example, 443, true",
    "dot.example, 443, false",
    "port.example, 5000, true",
    "port.example, 443, false",
    "10.1.2.3, 443, true",
    "11.1.2.3, 443, false",
    "192.0.2.1, 443, true",
    "[fd00::5], 443, true",
    "localhost, 443, true",
    "127.0.0.1, 5000, true",
    "[::1], 5000, true",
  })
  void noProxyIsReadAsGoReadsIt(String host, int port, boolean direct) {
    ProxyRules rules =
        ProxyRules.ofEnvironment(
            Map.of(
                "https_proxy",
                "http://s:1",
                "NO_PROXY",
                "r.example, .dot.example,port.example:5000,10.0.0.0/8,192.0.2.1,fd00::/8"));

    assertThat(rules.proxyFor("https", host, port).isEmpty()).isEqualTo(direct);
  }

  @Test
  void settingsServeBothSchemesAndComeFirst() {
    ProxyRules rules =
        ProxyRules.ofSettings(CORP, "*.inner.example|exact")
            .orElse(ProxyRules.ofEnvironment(Map.of("HTTPS_PROXY", "http://env:1")));

    assertThat(host(rules, "https", "r.example", 443)).contains("corp");
    assertThat(host(rules, "http", "r.example", 80)).contains("corp");
    assertThat(host(rules, "https", "a.inner.example", 443)).isEmpty();
    assertThat(host(rules, "https", "exact", 443)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"socks5://u:pw@s:1", "https://u:pw@s:1", "http://u:p w@s"})
  void aProxyThatCannotBeSpokenToIsRefusedWithoutShowingIt(String text) {
    assertThatThrownBy(() -> ProxyRules.ofEnvironment(Map.of("HTTPS_PROXY", text)))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("HTTPS_PROXY")
        .message()
        .doesNotContain("pw");
  }
}
