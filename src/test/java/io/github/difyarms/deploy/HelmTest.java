package io.github.difyarms.deploy;

import static io.github.difyarms.deploy.Loaders.container;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values as helm renders small charts with them that have the shapes of the real ones. */
@NullUnmarked // walks parsed YAML: what is missing fails the test
class HelmTest {
  private static final List<String> CHART =
      List.of("Chart.yaml", "values.yaml", "templates/all.yaml");

  @TempDir Path folder;
  private Optional<String> helm = Optional.empty();

  @BeforeEach
  void find() throws IOException {
    helm = Loaders.helm();
    assumeTrue(helm.isPresent());
    for (String chart : List.of("dify-helm", "douban")) {
      for (String file : CHART) {
        Loaders.copy("charts/" + chart + "/" + file, folder.resolve(chart).resolve(file));
      }
    }
  }

  private Map<String, Map<String, Object>> render(
      DeploySettings settings, String chart, String file) throws IOException {
    Loaders.write(DeployFiles.of(SampleBuild.complete(), settings), folder);
    String values = folder.resolve("deploy").resolve(file).toString();
    return Loaders.manifests(
        CommandLine.of(
                helm.orElseThrow(), "template", "r", folder.resolve(chart).toString(), "-f", values)
            .run()
            .orFail());
  }

  private static DeploySettings withValuesOf(String chart) {
    return SampleBuild.all(
        Optional.of(
            new DeploySettings.Values(
                "values.yaml", Loaders.text("charts/" + chart + "/values.yaml"))));
  }

  private static String image(Map<String, Object> workload) {
    return (String) container(workload, 0).get("image");
  }

  private static Map<String, Object> variable(String name, String value) {
    return Map.of("name", name, "value", value);
  }

  @ParameterizedTest
  @CsvSource({
    "dify-helm, r-api, api",
    "dify-helm, r-api-websocket, api",
    "dify-helm, r-worker, api",
    "dify-helm, r-beat, api",
    "dify-helm, r-plugin-daemon, plugin-daemon",
    "dify-helm, r-sandbox, sandbox",
    "douban, r-api, api",
    "douban, r-worker, api",
    "douban, r-worker-beat, api",
    "douban, r-plugin-daemon, plugin-daemon",
    "douban, r-sandbox, sandbox"
  })
  void everyWorkloadRunsItsImageByDigest(String chart, String name, String component)
      throws IOException {
    assertThat(
            image(
                render(SampleBuild.settings(), chart, "helm/" + chart + "-values.yaml")
                    .get("Deployment/" + name)))
        .isEqualTo(SampleBuild.reference(component));
  }

  @ParameterizedTest
  @CsvSource({"dify-helm, r-worker", "douban, r-worker-beat"})
  void rollBackRunsTheUpstreamImageByDigest(String chart, String name) throws IOException {
    assertThat(
            image(
                render(SampleBuild.settings(), chart, "rollback/helm/" + chart + "-values.yaml")
                    .get("Deployment/" + name)))
        .isEqualTo("docker.io/langgenius/dify-api:1.16.1@" + SampleBuild.digest("base of api"));
  }

  @ParameterizedTest
  @CsvSource({"dify-helm", "douban"})
  void imagesAloneLeaveTheChartsVariablesAsTheyAre(String chart) throws IOException {
    Map<String, Map<String, Object>> plain =
        Loaders.manifests(
            CommandLine.of(helm.orElseThrow(), "template", "r", folder.resolve(chart).toString())
                .run()
                .orFail());
    Map<String, Map<String, Object>> rendered =
        render(SampleBuild.settings(), chart, "helm/" + chart + "-values.yaml");

    assertThat(rendered.keySet()).isEqualTo(plain.keySet());
    plain.forEach(
        (name, workload) ->
            assertThat(container(rendered.get(name), 0).get("env"))
                .isEqualTo(container(workload, 0).get("env")));
  }

  @Test
  void mergedValuesOfDifyHelmAddVariablesBehindTheUsers() throws IOException {
    Map<String, Map<String, Object>> rendered =
        render(withValuesOf("dify-helm"), "dify-helm", "helm/dify-helm-merged.yaml");

    assertThat(container(rendered.get("Deployment/r-sandbox"), 0).get("env"))
        .isEqualTo(
            List.of(
                variable("LOG_LEVEL", "INFO"),
                variable("WORKER_TIMEOUT", "15"),
                variable("ARMS_ENABLE", "true"),
                variable("ARMS_APP_NAME", "my-sandbox"),
                variable("ARMS_REGION_ID", "cn-beijing"),
                variable("ARMS_WORKSPACE", "my-workspace"),
                key()));
    assertThat(image(rendered.get("Deployment/r-beat"))).isEqualTo(SampleBuild.reference("api"));
  }

  @Test
  void mergedValuesOfDoubansChartAddVariablesBehindTheUsers() throws IOException {
    Map<String, Map<String, Object>> rendered =
        render(withValuesOf("douban"), "douban", "helm/douban-merged.yaml");

    assertThat(container(rendered.get("Deployment/r-api"), 0).get("env"))
        .isEqualTo(
            List.of(
                variable("EDITION", "SELF_HOSTED"),
                variable("CODE_MAX_NUMBER", "9223372036854775807"),
                variable("CODE_MAX_STRING_LENGTH", "80000"),
                variable("ARMS_APP_NAME", "my-api"),
                variable("ARMS_REGION_ID", "cn-beijing"),
                variable("ARMS_WORKSPACE", "my-workspace"),
                key()));
    assertThat(image(rendered.get("Deployment/r-worker"))).isEqualTo(SampleBuild.reference("api"));
  }

  private static Map<String, Object> key() {
    return Map.of(
        "name",
        "ARMS_LICENSE_KEY",
        "valueFrom",
        Map.of("secretKeyRef", Map.of("name", "my-secret", "key", "my.key", "optional", true)));
  }
}
