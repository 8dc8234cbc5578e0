package io.github.difyarms.deploy;

import static io.github.difyarms.deploy.Loaders.container;
import static io.github.difyarms.deploy.Loaders.mapping;
import static io.github.difyarms.deploy.Loaders.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The components as kustomize builds them over manifests of the usual shapes. */
@NullUnmarked // walks parsed YAML: what is missing fails the test
class KustomizeTest {
  @TempDir Path folder;
  private Optional<String> kustomize = Optional.empty();

  @BeforeEach
  void find() throws IOException {
    kustomize = Loaders.kustomize();
    assumeTrue(kustomize.isPresent());
    Loaders.copy("manifests/dify.yaml", folder.resolve("dify.yaml"));
  }

  private Map<String, Map<String, Object>> build(DeploySettings settings, String... components)
      throws IOException {
    Loaders.write(DeployFiles.of(SampleBuild.complete(), settings), folder);
    return build(components);
  }

  private Map<String, Map<String, Object>> build(String... components) throws IOException {
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        Loaders.text("manifests/kustomization.yaml")
            .replace("deploy/kustomize", String.join(", ", components)));
    return Loaders.manifests(
        CommandLine.of(kustomize.orElseThrow(), "build", folder.toString()).run().orFail());
  }

  private static Map<String, Object> variable(String name, String value) {
    return Map.of("name", name, "value", value);
  }

  private static Map<String, Object> key(String name, String key) {
    return Map.of(
        "name",
        "ARMS_LICENSE_KEY",
        "valueFrom",
        Map.of("secretKeyRef", Map.of("name", name, "key", key, "optional", true)));
  }

  @Test
  void difyApiGetsImageAndVariablesAndKeepsTheRest() throws IOException {
    Map<String, Object> api =
        build(SampleBuild.settings(), "deploy/kustomize").get("Deployment/dify-api");

    assertThat(container(api, 0))
        .isEqualTo(
            Map.of(
                "name",
                "dify-api",
                "image",
                SampleBuild.reference("api"),
                "env",
                List.of(
                    variable("MODE", "api"),
                    variable("ARMS_APP_NAME", "dify-api"),
                    variable("ARMS_REGION_ID", "cn-hangzhou"),
                    key("arms-license-key", "ARMS_LICENSE_KEY")),
                "volumeMounts",
                List.of(Map.of("name", "data", "mountPath", "/app/api/storage"))));
    assertThat(container(api, 1)).isEqualTo(Map.of("name", "sidecar", "image", "busybox:1"));
    assertThat(template(api).get("metadata"))
        .isEqualTo(Map.of("labels", Map.of("component", "api")));
  }

  @Test
  void theGoPartsGetImagesAndPodLabels() throws IOException {
    Map<String, Map<String, Object>> built =
        build(SampleBuild.all(Optional.empty()), "deploy/kustomize");

    Map<String, Object> daemon = built.get("StatefulSet/ack-dify-plugin-daemon");
    assertThat(mapping(template(daemon).get("metadata")).get("labels"))
        .isEqualTo(
            Map.of(
                "component",
                "plugin-daemon",
                "aliyun.com/app-language",
                "golang",
                "armsPilotAutoEnable",
                "on",
                "armsPilotCreateAppName",
                "my-daemon",
                "armsPilotAppWorkspace",
                "my-workspace"));
    assertThat(container(daemon, 0))
        .isEqualTo(Map.of("name", "d", "image", SampleBuild.reference("plugin-daemon")));
    Map<String, Object> sandbox = built.get("Deployment/dify-sandbox");
    assertThat(mapping(template(sandbox).get("metadata")).get("labels"))
        .extracting("armsPilotCreateAppName")
        .isEqualTo("my-sandbox");
    assertThat(container(sandbox, 0).get("image")).isEqualTo(SampleBuild.reference("sandbox"));
  }

  @Test
  void theVendorsNamesAreTheDefaults() throws IOException {
    Map<String, Object> daemon =
        build(SampleBuild.settings(), "deploy/kustomize").get("StatefulSet/ack-dify-plugin-daemon");

    assertThat(mapping(template(daemon).get("metadata")).get("labels"))
        .extracting("armsPilotCreateAppName")
        .isEqualTo("dify-daemon-plugin");
  }

  @Test
  void whatIsNotDifysStaysAsItWas() throws IOException {
    Map<String, Map<String, Object>> plain = build();
    Map<String, Map<String, Object>> built =
        build(SampleBuild.all(Optional.empty()), "deploy/kustomize", "deploy/kustomize-configmap");

    for (String name : List.of("Deployment/shop-api", "Deployment/dify-local-sandbox")) {
      assertThat(built.get(name)).isEqualTo(plain.get(name));
    }
    plain.keySet().forEach(name -> assertThat(built).containsKey(name));
    assertThat(built.keySet()).hasSize(plain.size() + 1).contains("ConfigMap/dify-api-entrypoint");
  }

  @Test
  void monitoredProcessesHaveNamesOfTheirOwn() throws IOException {
    Map<String, Map<String, Object>> built =
        build(SampleBuild.all(Optional.empty()), "deploy/kustomize");

    assertThat(container(built.get("StatefulSet/worker"), 0).get("env"))
        .isEqualTo(
            List.of(
                variable("MODE", "worker"),
                variable("ARMS_APP_NAME", "my-api-worker"),
                variable("ARMS_REGION_ID", "cn-beijing"),
                variable("ARMS_WORKSPACE", "my-workspace"),
                key("my-secret", "my.key")));
    assertThat(container(built.get("Deployment/prod-dify-worker-beat"), 0).get("env"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(variable("ARMS_APP_NAME", "my-api-beat"));
    assertThat(container(built.get("Deployment/dify-api-websocket"), 0).get("env"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(variable("ARMS_APP_NAME", "my-api"));
  }

  @Test
  void aProcessThatIsNotMonitoredGetsTheImageOnly() throws IOException {
    Map<String, Object> worker =
        build(SampleBuild.settings(), "deploy/kustomize").get("StatefulSet/worker");

    assertThat(container(worker, 0))
        .isEqualTo(
            Map.of(
                "name",
                "w",
                "image",
                SampleBuild.reference("api"),
                "env",
                List.of(variable("MODE", "worker"))));
  }

  @Test
  void theConfigMapRouteKeepsTheImageAndRunsTheScript() throws IOException {
    Map<String, Map<String, Object>> built =
        build(SampleBuild.settings(), "deploy/kustomize-configmap");

    Map<String, Object> api = built.get("Deployment/dify-api");
    assertThat(container(api, 0))
        .containsEntry("image", "langgenius/dify-api:1.16.1")
        .containsEntry("command", List.of("/bin/bash", "/app/api/docker/entrypoint.sh"))
        .containsEntry(
            "volumeMounts",
            List.of(
                Map.of("name", "data", "mountPath", "/app/api/storage"),
                Map.of(
                    "name",
                    "dify-api-entrypoint",
                    "mountPath",
                    "/app/api/docker",
                    "readOnly",
                    true)));
    assertThat(container(api, 0).get("env"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(key("arms-license-key", "ARMS_LICENSE_KEY"));
    assertThat(mapping(template(api).get("spec")).get("volumes"))
        .isEqualTo(
            List.of(
                Map.of("name", "data", "emptyDir", Map.of()),
                Map.of(
                    "name",
                    "dify-api-entrypoint",
                    "configMap",
                    Map.of("name", "dify-api-entrypoint"))));
    assertThat(built.get("ConfigMap/dify-api-entrypoint").get("data"))
        .isEqualTo(Map.of("entrypoint.sh", SampleBuild.SCRIPT));
    assertThat(container(built.get("StatefulSet/worker"), 0)).doesNotContainKey("command");
  }

  @Test
  void bothComponentsTogetherAreAccepted() throws IOException {
    Map<String, Object> api =
        build(SampleBuild.settings(), "deploy/kustomize", "deploy/kustomize-configmap")
            .get("Deployment/dify-api");

    assertThat(container(api, 0))
        .containsEntry("image", SampleBuild.reference("api"))
        .containsKey("command");
    assertThat((List<?>) container(api, 0).get("env")).hasSize(4);
  }

  @Test
  void rollBackPutsTheUpstreamImagesInPlaceOfOurs() throws IOException {
    Loaders.write(DeployFiles.of(SampleBuild.complete(), SampleBuild.settings()), folder);
    Files.writeString(
        folder.resolve("dify.yaml"),
        Files.readString(folder.resolve("dify.yaml"))
            .replace("langgenius/dify-sandbox:0.2.15@", SampleBuild.REGISTRY + "/dify-sandbox:x@"));

    Map<String, Map<String, Object>> built = build("deploy/rollback/kustomize");

    assertThat(container(built.get("Deployment/dify-api"), 0))
        .containsEntry(
            "image", "docker.io/langgenius/dify-api:1.16.1@" + SampleBuild.digest("base of api"));
    assertThat(container(built.get("Deployment/dify-sandbox"), 0))
        .containsEntry(
            "image",
            "docker.io/langgenius/dify-sandbox:0.2.15@" + SampleBuild.digest("base of sandbox"));
  }
}
