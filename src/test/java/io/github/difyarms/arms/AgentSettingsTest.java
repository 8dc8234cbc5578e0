package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
  private static AgentSettings.Builder settings() {
    return AgentSettings.builder(Regions.parse("cn-hangzhou"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../1", "1/2", "1 2", "$(id)", "-1", "1\n2"})
  void versionsThatWouldLeadElsewhereAreRefused(String version) {
    assertThatThrownBy(() -> settings().agentVersion(version).build())
        .isInstanceOf(DifyArmsException.class)
        .hasMessageContaining("DA-107")
        .hasMessageContaining("api.agentVersion");
    assertThatThrownBy(() -> settings().bootstrapVersion(version).build())
        .hasMessageContaining("api.bootstrapVersion");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://h/x", "h/x", "https://", "http://a b/", "-x"})
  void onlyWebAddressesAreTaken(String url) {
    assertThatThrownBy(() -> settings().agentUrl(url).build()).hasMessageContaining("DA-107");
    assertThatThrownBy(() -> PipIndex.given(url, Optional.empty())).hasMessageContaining("DA-107");
  }

  @Test
  void anAddressWithAPasswordNeverReachesAnImageNorTheMessage() {
    assertThatThrownBy(() -> PipIndex.given("https://me:s3cret@h/simple", Optional.empty()))
        .hasMessageContaining("would end up in the image")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void versionAndAddressExcludeEachOther() {
    assertThatThrownBy(() -> settings().agentVersion("1").agentUrl("https://h/x").build())
        .hasMessageContaining("both api.agentVersion and api.agentUrl are set");
  }

  @Test
  void hashesAndTimesAndNamesAreChecked() {
    assertThatThrownBy(() -> settings().agentSha256("abc").build()).hasMessageContaining("64 hexa");
    assertThat(settings().agentSha256("A".repeat(64)).build().agentSha256())
        .contains("a".repeat(64));
    assertThatThrownBy(() -> settings().installTimeout(0).build()).hasMessageContaining("range");
    assertThatThrownBy(() -> settings().appName(" ").build()).hasMessageContaining("api.appName");
  }

  @Test
  void aPlainHttpIndexIsTrustedByItsHost() {
    PipIndex index = PipIndex.given("http://index.internal:8080/simple", Optional.empty());

    assertThat(index.trustedHost()).contains("index.internal:8080");
    assertThat(PipIndex.given("https://h/simple", Optional.empty()).trustedHost()).isEmpty();
  }
}
