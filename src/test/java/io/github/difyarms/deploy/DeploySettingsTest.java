package io.github.difyarms.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploySettingsTest {
  private static DeploySettings with(
      Optional<String> namespace, String secret, String key, Optional<String> workspace) {
    return new DeploySettings(
        Optional.empty(),
        "cn-hangzhou",
        namespace,
        secret,
        key,
        AppNames.vendors(),
        workspace,
        Optional.empty(),
        Set.of("api"));
  }

  private static void refused(Runnable settings, String parameter) {
    assertThatThrownBy(settings::run)
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.DEPLOY_NAME_INVALID);
              assertThat(e.where()).contains("parameter " + parameter + " ");
              assertThat(e.what()).doesNotContain("\n", "\u001b", "\u202e");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upper",
        "under_score",
        "-dash",
        "dash-",
        "a.b",
        "",
        "a b",
        "a\nkind: Secret",
        "$(id)",
        "a'b",
        "\u001b[2J",
        "\u202Ex",
        "a\n",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void aNamespaceIsAHostLabel(String name) {
    refused(() -> with(Optional.of(name), "s", "k", Optional.empty()), "deploy.namespace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "a..b", ".a", "a/b", "", "a b", "a\n", "`id`"})
  void aSecretsNameIsADomainName(String name) {
    refused(() -> with(Optional.empty(), name, "k", Optional.empty()), "deploy.secretName");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "..", "..a", ".", "$X", "a=b", "a\n"})
  void aKeyIsAFileName(String key) {
    refused(() -> with(Optional.empty(), "s", key, Optional.empty()), "deploy.secretKey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nB=c", "$X", "<script>", "-a", "a$"})
  void aWorkspaceIsALabel(String name) {
    refused(() -> with(Optional.empty(), "s", "k", Optional.of(name)), "deploy.workspace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nB=c", "$X", "<script>", "#"})
  void aNameInArmsIsALabel(String name) {
    refused(() -> AppNames.of(Map.of("sandbox", name)), "deploy.appNames");
  }

  @Test
  void ordinaryNamesPass() {
    DeploySettings settings =
        with(Optional.of("dify-system"), "a.b-c", "_Key.1-x", Optional.of("default-cms-1_x.Y"));

    assertThat(settings.namespace()).hasValue("dify-system");
  }

  @Test
  void theDaemonHasTheVendorsTwoNamesUnlessOneIsGiven() {
    assertThat(AppNames.vendors())
        .isEqualTo(
            new AppNames("dify-api", "dify-daemon-plugin", "dify-plugin-daemon", "dify-sandbox"));
    assertThat(AppNames.of(Map.of("plugin-daemon", "d")))
        .isEqualTo(new AppNames("dify-api", "d", "d", "dify-sandbox"));
  }

  @Test
  void anApisNameLeavesRoomForItsWorker() {
    String longest = "a".repeat(56);

    assertThat(new AppNames(longest, "b", "c", "d").variable(Workload.WORKER)).hasSize(63);
    refused(() -> AppNames.of(Map.of("api", longest + "a")), "deploy.appNames");
  }

  @Test
  void aNameOfNothingIsRefused() {
    refused(() -> AppNames.of(Map.of("web", "x")), "deploy.appNames");
  }
}
