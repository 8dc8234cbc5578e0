package io.github.difyarms.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.RemovedPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

@NullUnmarked // walks parsed YAML: what is missing fails the test
class DeployFilesTest {
  private static final SortedMap<String, byte[]> FILES =
      DeployFiles.of(SampleBuild.complete(), SampleBuild.release("1.16.1"));

  private static String text(Map<String, byte[]> files, String name) {
    byte[] bytes = files.get("deploy/" + name);
    assertThat(bytes).as(name).isNotNull();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns what is at a path; numbers are places in lists. */
  private static Object at(Map<String, byte[]> files, String name, String... path) {
    Object value = new Yaml().load(text(files, name));
    for (String key : path) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(key))
              : ((Map<?, ?>) value).get(key);
    }
    return value;
  }

  private static Map<?, ?> services(Map<String, byte[]> files) {
    return (Map<?, ?>) at(files, "compose.override.yaml", "services");
  }

  @Test
  void everyWayToDeployHasItsFile() {
    assertThat(FILES.keySet())
        .containsExactly(
            "deploy/README.md",
            "deploy/arms.env",
            "deploy/compose.override.yaml",
            "deploy/entrypoint-configmap.yaml",
            "deploy/env/api.env",
            "deploy/env/plugin-daemon.env",
            "deploy/env/sandbox.env",
            "deploy/helm/ack-dify-values.yaml",
            "deploy/helm/dify-helm-env.yaml",
            "deploy/helm/dify-helm-values.yaml",
            "deploy/helm/douban-env.yaml",
            "deploy/helm/douban-values.yaml",
            "deploy/kustomize-configmap/entrypoint-configmap.yaml",
            "deploy/kustomize-configmap/kustomization.yaml",
            "deploy/kustomize-configmap/settings.yaml",
            "deploy/kustomize/kustomization.yaml",
            "deploy/kustomize/settings.yaml",
            "deploy/rollback/compose.override.yaml",
            "deploy/rollback/helm/dify-helm-values.yaml",
            "deploy/rollback/helm/douban-values.yaml",
            "deploy/rollback/kustomize/kustomization.yaml",
            "deploy/smoke-test.sh");
  }

  @Test
  void anOciLayoutHasNothingToDeployFrom() {
    BuildResult layout =
        SampleBuild.result(
            List.of(SampleBuild.component("api", "oci:/tmp/layout/dify-api", List.of("1-arms"))));

    assertThat(DeployFiles.of(layout, SampleBuild.settings())).isEmpty();
  }

  @Test
  void onlyWhatWasBuiltAppears() {
    SortedMap<String, byte[]> files =
        DeployFiles.of(SampleBuild.of("sandbox"), SampleBuild.release("1.16.1"));

    assertThat(files.keySet())
        .noneMatch(name -> name.contains("configmap"))
        .doesNotContain("deploy/helm/ack-dify-values.yaml", "deploy/env/api.env");
    assertThat(services(files).keySet()).isEqualTo(Set.of("sandbox"));
    files.forEach(
        (name, bytes) ->
            assertThat(new String(bytes, StandardCharsets.UTF_8))
                .as(name)
                .doesNotContain("/dify-api:", "acme/dify-plugin-daemon", "plugin_daemon="));
  }

  @ParameterizedTest
  @CsvSource({
    "0.15.8,        api worker sandbox",
    "1.0.0,         api worker plugin_daemon sandbox",
    "1.6.0,         api worker plugin_daemon sandbox",
    "1.7.0,         api worker worker_beat plugin_daemon sandbox",
    "1.14.0-fix.1,  api worker worker_beat plugin_daemon sandbox",
    "1.14.1,        api api_websocket worker worker_beat plugin_daemon sandbox",
    "2.0,           api api_websocket worker worker_beat plugin_daemon sandbox",
    "2.0.0-beta.1,  api worker plugin_daemon sandbox",
    "1.14.1-rc1,    api worker plugin_daemon sandbox",
    "main,          api worker plugin_daemon sandbox"
  })
  void composeNamesOnlyServicesThatTheReleaseHas(String release, String services) {
    SortedMap<String, byte[]> files =
        DeployFiles.of(SampleBuild.complete(), SampleBuild.release(release));

    assertThat(services(files).keySet().stream().map(Object::toString))
        .containsExactly(services.split(" ", -1));
  }

  @Test
  void composeSaysWhenNobodyNamedTheRelease() {
    String yaml =
        text(
            DeployFiles.of(SampleBuild.complete(), SampleBuild.settings()),
            "compose.override.yaml");

    assertThat(yaml).contains("# It is not known which services the compose file of this Dify has");
  }

  @Test
  void composeGivesTheKeyToMonitoredServicesOnlyAndByFile() {
    Map<?, ?> services = services(FILES);

    assertThat(services.get("api"))
        .isEqualTo(
            Map.of(
                "image",
                SampleBuild.reference("api"),
                "env_file",
                List.of(Map.of("path", "arms.env", "required", false)),
                "environment",
                Map.of("ARMS_APP_NAME", "dify-api", "ARMS_REGION_ID", "cn-hangzhou")));
    assertThat(services.get("worker"))
        .isEqualTo(Map.of("image", SampleBuild.reference("api")))
        .isEqualTo(services.get("worker_beat"));
    assertThat(services.get("api_websocket")).isEqualTo(services.get("api"));
    assertThat(((Map<?, ?>) services.get("plugin_daemon")).get("environment"))
        .isEqualTo(
            Map.of(
                "ARMS_ENABLE",
                "true",
                "ARMS_APP_NAME",
                "dify-plugin-daemon",
                "ARMS_REGION_ID",
                "cn-hangzhou"));
  }

  @Test
  void aMonitoredWorkerHasANameOfItsOwn() {
    Map<?, ?> services =
        services(DeployFiles.of(SampleBuild.complete(), SampleBuild.all(Optional.empty())));

    assertThat(((Map<?, ?>) services.get("worker")).get("environment"))
        .isEqualTo(
            Map.of(
                "ARMS_APP_NAME",
                "my-api-worker",
                "ARMS_REGION_ID",
                "cn-beijing",
                "ARMS_WORKSPACE",
                "my-workspace"));
    assertThat(((Map<?, ?>) services.get("worker_beat")).get("environment"))
        .extracting("ARMS_APP_NAME")
        .isEqualTo("my-api-beat");
  }

  @Test
  void composeDoesNotExpandWhatIsNoVariable() {
    BuildResult odd =
        SampleBuild.result(
            List.of(SampleBuild.component("api", "r.example.com/${HOME:?}/$x", List.of("t"))));

    assertThat(at(DeployFiles.of(odd, SampleBuild.settings()), "compose.override.yaml", "services"))
        .extracting("api.image")
        .asString()
        .startsWith("r.example.com/$${HOME:?}/$$x:t@sha256:");
  }

  @Test
  void kustomizePinsImagesByEveryNameManifestsMayHave() {
    assertThat((List<?>) at(FILES, "kustomize/kustomization.yaml", "images"))
        .filteredOn("newName", SampleBuild.REGISTRY + "/dify-api")
        .isEqualTo(List.of(image("langgenius/dify-api"), image("docker.io/langgenius/dify-api")));
  }

  private static Map<String, String> image(String name) {
    return Map.of(
        "name",
        name,
        "newName",
        SampleBuild.REGISTRY + "/dify-api",
        "newTag",
        "1.16.1-arms",
        "digest",
        SampleBuild.digest("api").toString());
  }

  @Test
  void helmValuesHoldImagesOnly() {
    assertThat(at(FILES, "helm/dify-helm-values.yaml"))
        .isEqualTo(
            Map.of(
                "image",
                Map.of(
                    "api", helm("api", "1.16.1-arms"),
                    "pluginDaemon", helm("plugin-daemon", "0.6.3-local-arms"),
                    "sandbox", helm("sandbox", "0.2.15-arms"))));
    assertThat(at(FILES, "helm/douban-values.yaml"))
        .isEqualTo(
            Map.of(
                "api", Map.of("image", helm("api", "1.16.1-arms")),
                "worker", Map.of("image", helm("api", "1.16.1-arms")),
                "workerBeat", Map.of("image", helm("api", "1.16.1-arms")),
                "pluginDaemon", Map.of("image", helm("plugin-daemon", "0.6.3-local-arms")),
                "sandbox", Map.of("image", helm("sandbox", "0.2.15-arms"))));
  }

  private static Map<String, String> helm(String id, String tag) {
    return Map.of(
        "repository",
        SampleBuild.REGISTRY + "/dify-" + id,
        "tag",
        tag + "@" + SampleBuild.digest(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"helm/dify-helm-values.yaml", "helm/douban-values.yaml"})
  void whatAChartCannotExpressStandsAtTheTop(String name) {
    assertThat(text(FILES, name).lines().takeWhile(line -> line.startsWith("#")))
        .anyMatch(line -> line.startsWith("# Cannot be expressed in its values: pod labels"));
  }

  @Test
  void helmVariablesTakeTheKeyFromTheSecret() {
    SortedMap<String, byte[]> files =
        DeployFiles.of(SampleBuild.complete(), SampleBuild.all(Optional.empty()));

    assertThat(at(files, "helm/dify-helm-env.yaml", "beat", "extraEnv"))
        .isEqualTo(
            List.of(
                Map.of("name", "ARMS_APP_NAME", "value", "my-api-beat"),
                Map.of("name", "ARMS_REGION_ID", "value", "cn-beijing"),
                Map.of("name", "ARMS_WORKSPACE", "value", "my-workspace"),
                Map.of(
                    "name",
                    "ARMS_LICENSE_KEY",
                    "valueFrom",
                    Map.of(
                        "secretKeyRef",
                        Map.of("name", "my-secret", "key", "my.key", "optional", true)))));
    assertThat(at(files, "helm/douban-env.yaml")).extracting("workerBeat.envs").isNotNull();
    assertThat(at(FILES, "helm/douban-env.yaml", "worker")).isNull();
  }

  @Test
  void theVendorsChartIsToldNotToInject() {
    assertThat(at(FILES, "helm/ack-dify-values.yaml"))
        .isEqualTo(Map.of("arms", Map.of("enabled", false)));
  }

  @Test
  void theConfigMapHoldsTheScriptUnchanged() {
    SortedMap<String, byte[]> files =
        DeployFiles.of(SampleBuild.complete(), SampleBuild.all(Optional.empty()));

    assertThat(at(files, "entrypoint-configmap.yaml"))
        .isEqualTo(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("name", "dify-api-entrypoint", "namespace", "dify-system"),
                "data",
                Map.of("entrypoint.sh", SampleBuild.SCRIPT)));
  }

  @Test
  void variablesHaveAPlaceForTheKeyAndNoKey() {
    for (String name : List.of("arms.env", "env/api.env", "env/sandbox.env")) {
      assertThat(text(FILES, name).lines().filter(line -> line.startsWith("ARMS_LICENSE_KEY")))
          .as(name)
          .containsExactly("ARMS_LICENSE_KEY=");
    }
    assertThat(text(FILES, "env/api.env").lines())
        .contains("GEVENT_ENABLE=true", "APSARA_APM_APP_TYPE=microservice");
  }

  @Test
  void rollBackIsTheUpstreamImagesByDigest() {
    String upstream = "docker.io/langgenius/dify-api:1.16.1@" + SampleBuild.digest("base of api");

    assertThat(at(FILES, "rollback/compose.override.yaml", "services", "worker"))
        .isEqualTo(Map.of("image", upstream));
    assertThat(at(FILES, "rollback/helm/douban-values.yaml", "api", "image", "tag"))
        .isEqualTo("1.16.1@" + SampleBuild.digest("base of api"));
    assertThat((List<?>) at(FILES, "rollback/kustomize/kustomization.yaml", "images"))
        .extracting("name")
        .contains(SampleBuild.REGISTRY + "/dify-api", "langgenius/dify-api");
    assertThat(text(FILES, "README.md")).contains("`" + upstream + "`");
  }

  @Test
  void readmeSaysWhatIsNeededForWhatWasBuilt() {
    assertThat(text(FILES, "README.md"))
        .contains(
            "ack-onepilot 5.1.2",
            "AliyunARMSFullAccess",
            "DescribeTraceLicenseKey",
            "internal network",
            "`dify-daemon-plugin`",
            "rollback/");
    assertThat(text(DeployFiles.of(SampleBuild.of("api"), SampleBuild.settings()), "README.md"))
        .doesNotContain("ack-onepilot 5.1.2", "internal network", "dify-sandbox");
  }

  @Test
  void anAgentThatIsInstalledAtStartNeedsANetworkAndPatience() {
    assertThat(text(FILES, "README.md"))
        .contains("* It installs the agent when it starts: pods reach the package index")
        .doesNotContain("in the image", "ENABLE_OTEL");
  }

  @Test
  void withTheAgentInTheImagePodsNeedNeither() {
    SortedMap<String, byte[]> baked =
        DeployFiles.of(SampleBuild.baked(), SampleBuild.release("1.16.1"));

    assertThat(text(baked, "README.md"))
        .contains("* The agent is in the image: pods need no package index", "two agents meet")
        .contains("`DIFY_ARMS_ENABLED=false`.")
        .doesNotContain("installs the agent", "pods reach", "ENABLE_OTEL", "configmap");
  }

  @Test
  void aScriptThatWantsTheAgentInTheImageIsNotOfferedForUpstreams() {
    SortedMap<String, byte[]> baked =
        DeployFiles.of(SampleBuild.baked(), SampleBuild.release("1.16.1"));

    assertThat(FILES.keySet()).anyMatch(name -> name.contains("configmap"));
    assertThat(baked.keySet()).noneMatch(name -> name.contains("configmap"));
    assertThat(baked.keySet()).contains("deploy/env/api.env", "deploy/kustomize/settings.yaml");
  }

  @Test
  void whatWasTakenOutOfTheImageIsSaidWithWhatItMeans() {
    RemovedPath removed =
        new RemovedPath("/app/api/.venv/x", "opentelemetry-instrumentation-flask 0.55b1");

    assertThat(
            text(DeployFiles.of(SampleBuild.baked(removed), SampleBuild.settings()), "README.md"))
        .contains("`ENABLE_OTEL` unset or `false`", "api.instrumentors=keep", "stays out");
  }

  @Test
  void ofAnImageThatWasJoinedByItsDigestsOnlyTheLabelTells() {
    assertThat(text(DeployFiles.of(SampleBuild.joined(), SampleBuild.settings()), "README.md"))
        .contains("Unless the image's label `io.github.difyarms.agent.install` is `baked`");
  }

  @Test
  void hostileNamesBreakOutOfNoFile() {
    String hostile = "r.example.com/<script>`id`\u001b[2J\u202E\nkind: Secret #'\"";
    SortedMap<String, byte[]> files =
        DeployFiles.of(
            SampleBuild.result(
                List.of(SampleBuild.component("api", hostile, List.of("t\n- x: {{ y }}")))),
            SampleBuild.settings());

    assertThat(at(files, "helm/dify-helm-values.yaml", "image", "api", "repository"))
        .isEqualTo(hostile);
    assertThat(files.keySet().stream().filter(name -> name.endsWith(".yaml")))
        .allSatisfy(name -> assertThat(new Yaml().<Object>load(utf8(files, name))).isNotNull());
    for (String name : files.keySet()) {
      assertThat(utf8(files, name).lines())
          .as(name)
          .noneMatch(line -> line.startsWith("kind: Secret") || line.startsWith("- x:"));
      if (!name.contains("entrypoint")) {
        assertThat(utf8(files, name)).as(name).doesNotContain("\u001b");
      }
    }
  }

  private static String utf8(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void theSameBuildGivesTheSameFiles() {
    assertThat(
            DeployFiles.of(SampleBuild.complete(), SampleBuild.release("1.16.1"))
                .entrySet()
                .stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, e -> utf8(Map.of("x", e.getValue()), "x"))))
        .isEqualTo(
            FILES.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, e -> utf8(Map.of("x", e.getValue()), "x"))));
  }
}
