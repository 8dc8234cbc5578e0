package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressGuardTest {
  private final Notes notes = new Notes();
  private final HttpTransport transport =
      new HttpTransport(
          HttpOptions.defaults().withInsecureHosts(Set.of("198.51.100.9:5000")), notes);
  private final AddressGuard guard = new AddressGuard(transport, notes);

  @AfterEach
  void close() {
    transport.close();
  }

  private String resolve(String origin, String location) {
    return guard.resolve(URI.create(origin), location).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "https://198.51.100.1/v2/a, /up?x=1, https://198.51.100.1/up?x=1",
    "https://198.51.100.1/v2/a/, up, https://198.51.100.1/v2/a/up",
    "https://198.51.100.1/v2/a, https://203.0.113.7/b?sig=1, https://203.0.113.7/b?sig=1",
    "https://10.0.0.1/v2/a, https://10.0.0.2/b, https://10.0.0.2/b",
    "http://localhost:5000/v2/a, http://127.0.0.1:9000/b, http://127.0.0.1:9000/b",
    "http://198.51.100.9:5000/v2/a, https://198.51.100.9:5000/b, https://198.51.100.9:5000/b",
    "https://198.51.100.1/v2/a, HTTPS://203.0.113.7/B?sig=C, https://203.0.113.7/B?sig=C",
    "https://198.51.100.1/v2/a, HTTP://198.51.100.1/B, https://198.51.100.1/B",
  })
  void followsWhatIsHarmless(String origin, String location, String expected) {
    assertThat(resolve(origin, location)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://198.51.100.1/v2/, https://127.0.0.1/x",
    "https://198.51.100.1/v2/, https://localhost/x",
    "https://198.51.100.1/v2/, http://localhost:8500/x",
    "https://198.51.100.1/v2/, https://10.1.2.3/x",
    "https://198.51.100.1/v2/, https://192.168.0.1/x",
    "https://198.51.100.1/v2/, https://172.16.0.1/x",
    "https://198.51.100.1/v2/, https://169.254.169.254/latest",
    "https://198.51.100.1/v2/, https://100.100.100.200/latest",
    "https://198.51.100.1/v2/, https://[::1]/x",
    "https://198.51.100.1/v2/, https://[fd00::1]/x",
    "https://198.51.100.1/v2/, https://[::ffff:10.0.0.1]/x",
    "https://198.51.100.1/v2/, https://0.0.0.0/x",
    "https://198.51.100.1/v2/, http://203.0.113.7/x",
    "https://198.51.100.1/v2/, HTTP://203.0.113.7/x",
    "https://198.51.100.1/v2/, Http://198.51.100.1:8080/x",
    "https://198.51.100.1/v2/, http://198.51.100.1:8080/x",
  })
  void refusesTheInnerNetworkAndWeakerSchemes(String origin, String location) {
    assertThatThrownBy(() -> resolve(origin, location)).hasMessageContaining("DA-209");
  }

  @ParameterizedTest
  @CsvSource({
    "http://198.51.100.1/up?x=1, https://198.51.100.1:8443/up?x=1",
    "http://198.51.100.1:8443/up, https://198.51.100.1:8443/up",
    "http://198.51.100.1:80/up, https://198.51.100.1:8443/up",
  })
  void keepsTlsWhereAProxyForgetsIt(String location, String expected) {
    assertThat(resolve("https://198.51.100.1:8443/v2/", location)).isEqualTo(expected);
    assertThat(notes.warnings).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"ftp://198.51.100.1/x", "https://user:pw@198.51.100.1/x", "http://[/", "file:///etc"})
  void refusesWhatIsNoAddress(String location) {
    assertThatThrownBy(() -> resolve("https://198.51.100.1/v2/", location))
        .hasMessageContaining("DA-207")
        .message()
        .doesNotContain("pw");
  }

  @Test
  void addressesAreShownWithoutSecrets() {
    assertThat(SafeUrl.of(URI.create("https://u:pw@h/p?X-Sig=abc&digest=sha256%3Aab&flag")))
        .isEqualTo("https://h/p?X-Sig=…&digest=sha256%3Aab&…");
  }
}
