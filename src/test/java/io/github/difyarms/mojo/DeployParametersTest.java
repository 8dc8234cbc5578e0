package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.deploy.AppNames;
import io.github.difyarms.deploy.DeploySettings;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployParametersTest {
  @TempDir Path folder;

  private DeploySettings settings(String... namesAndValues) {
    Properties user = new Properties();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      user.setProperty("dify-arms." + namesAndValues[i], namesAndValues[i + 1]);
    }
    AbstractDifyArmsMojo mojo =
        new AbstractDifyArmsMojo() {
          @Override
          void run(Parameters parameters, Invocation invocation) {}
        };
    return DeployParameters.settings(new Parameters(mojo, user, new Properties()), folder);
  }

  private void refused(ErrorCode code, String... namesAndValues) {
    assertThatThrownBy(() -> settings(namesAndValues))
        .isInstanceOfSatisfying(DifyArmsException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void everythingHasADefault() {
    assertThat(settings()).isEqualTo(DeploySettings.of("cn-hangzhou"));
  }

  @Test
  void everythingCanBeGiven() throws IOException {
    Files.writeString(folder.resolve("values.yaml"), "image: {}\n");

    assertThat(
            settings(
                "difyVersion", "1.16.1",
                "region", "cn-beijing",
                "api.processes", "api, Worker",
                "deploy.namespace", "dify-system",
                "deploy.secretName", "my-secret",
                "deploy.secretKey", "key",
                "deploy.appNames", "api=my-api, sandbox = my-sandbox",
                "deploy.workspace", "my-workspace",
                "deploy.valuesFile", "values.yaml"))
        .isEqualTo(
            new DeploySettings(
                Optional.of("1.16.1"),
                "cn-beijing",
                Optional.of("dify-system"),
                "my-secret",
                "key",
                AppNames.of(Map.of("api", "my-api", "sandbox", "my-sandbox")),
                Optional.of("my-workspace"),
                Optional.of(
                    new DeploySettings.Values(
                        folder.resolve("values.yaml").toString(), "image: {}\n")),
                Set.of("api", "worker")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deploy.appNames | dify-api | PARAMETER_INVALID",
        "deploy.appNames | =x | PARAMETER_INVALID",
        "deploy.appNames | api=a,api=b | PARAMETER_INVALID",
        "deploy.appNames | web=x | DEPLOY_NAME_INVALID",
        "deploy.appNames | api=<b> | DEPLOY_NAME_INVALID",
        "deploy.namespace | Upper | DEPLOY_NAME_INVALID",
        "deploy.valuesFile | nowhere.yaml | INPUT_UNREADABLE",
        "api.processes | web | PARAMETER_INVALID"
      })
  void whatCannotBeIsRefusedByCode(String parameter, String value, ErrorCode code) {
    refused(code, parameter, value);
  }

  @Test
  void valuesInAnotherEncodingAreRefused() throws IOException {
    Files.write(folder.resolve("values.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});

    refused(ErrorCode.INPUT_UNREADABLE, "deploy.valuesFile", "values.yaml");
  }
}
