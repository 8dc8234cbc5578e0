package io.github.difyarms.deploy;

import static io.github.difyarms.deploy.Variables.ordered;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Kustomize component. Variables are set by replacements and not by patches: a patch finds a
 * container by its name only, and adds one where that name is another.
 */
final class Kustomization {
  /** Deployments in the charts; some manifests have StatefulSets. */
  private static final String KINDS = "Deployment|StatefulSet";

  /** Where replacements take values from; not sent to a cluster. */
  private static final String SETTINGS_KIND = "Settings";

  private static final String SETTINGS = "settings.yaml";
  private static final String CONTAINER = "spec.template.spec.containers.0";

  private final DeploySettings settings;
  private final String settingsName;
  private final List<String> resources = new ArrayList<>();
  private final List<Object> images = new ArrayList<>();
  private final List<Object> patches = new ArrayList<>();
  private final List<Object> replacements = new ArrayList<>();
  private final Map<String, Object> values = ordered();

  /**
   * Starts an empty component.
   *
   * @param settingsName name of the object with its values: two components must not share one
   */
  Kustomization(DeploySettings settings, String settingsName) {
    this.settings = settings;
    this.settingsName = settingsName;
  }

  /** Puts an image in the place of others, by the names that manifests may have for them. */
  void image(DeployImage image, DeployImage... others) {
    for (String name : image.replaced(others)) {
      images.add(
          ordered(
              "name", name,
              "newName", image.repository(),
              "newTag", image.tag(),
              "digest", image.digest().toString()));
    }
  }

  /** Adds the pod labels that ack-onepilot looks for. */
  void podLabels(Workload workload) {
    Map<String, Object> labels =
        ordered(
            "aliyun.com/app-language", "golang",
            "armsPilotAutoEnable", "on",
            "armsPilotCreateAppName", settings.appNames().label(workload));
    settings.workspace().ifPresent(name -> labels.put("armsPilotAppWorkspace", name));
    patchPod(workload, ordered("metadata", ordered("labels", labels)));
  }

  /** Adds variables and the key to the first container. */
  void variables(Workload workload) {
    Map<String, Object> group = ordered();
    Variables.of(workload, settings)
        .forEach(
            (name, value) -> {
              group.put(name, value);
              replace(workload, workload.service() + "." + name, env(name) + ".value");
            });
    group.put(Variables.KEY, Variables.secretKeyReference(settings));
    replace(
        workload,
        workload.service() + "." + Variables.KEY,
        env(Variables.KEY) + ".valueFrom.secretKeyRef");
    values.put(workload.service(), group);
  }

  private static String env(String name) {
    return CONTAINER + ".env.[name=" + name + "]";
  }

  /** Runs the start script from a ConfigMap in place of the image's. */
  void script(Workload workload, String configMap, String sha256) {
    values.putIfAbsent(
        "volumeMount",
        ordered("name", configMap, "mountPath", "/app/api/docker", "readOnly", true));
    values.putIfAbsent(
        "volume", ordered("name", configMap, "configMap", ordered("name", configMap)));
    replace(workload, "volumeMount", CONTAINER + ".volumeMounts.[name=" + configMap + "]");
    replace(workload, "volume", "spec.template.spec.volumes.[name=" + configMap + "]");
    // Pods start anew when the script changes, as they would with another image.
    patchPod(
        workload,
        ordered(
            "metadata", ordered("annotations", ordered("io.github.difyarms/entrypoint", sha256))));
    patches.add(
        ordered(
            "target",
            target(workload),
            "patch",
            text(
                List.of(
                    ordered(
                        "op", "add",
                        "path", "/spec/template/spec/containers/0/command",
                        "value", List.of("/bin/bash", "/app/api/docker/entrypoint.sh"))))));
  }

  /** Adds a file to what is applied. */
  void resource(String file) {
    resources.add(file);
  }

  private void patchPod(Workload workload, Map<String, Object> template) {
    patches.add(
        ordered(
            "target",
            target(workload),
            "patch",
            text(
                ordered(
                    "apiVersion",
                    "apps/v1",
                    "kind",
                    "Deployment",
                    "metadata",
                    ordered("name", "the-target-above-decides"),
                    "spec",
                    ordered("template", template)))));
  }

  private static YamlText.Block text(Object patch) {
    return new YamlText.Block(new String(YamlText.of(List.of(), patch), StandardCharsets.UTF_8));
  }

  private static Map<String, Object> target(Workload workload) {
    Map<String, Object> target = ordered("kind", KINDS, "name", workload.names());
    if (workload == Workload.SANDBOX) {
      // dify-helm has a part of another kind whose name ends alike.
      target.put("labelSelector", "component!=local-sandbox");
    }
    return target;
  }

  private void replace(Workload workload, String source, String field) {
    replacements.add(
        ordered(
            "source",
            ordered("kind", SETTINGS_KIND, "name", settingsName, "fieldPath", "values." + source),
            "targets",
            List.of(
                ordered(
                    "select", ordered("kind", KINDS, "name", workload.names()),
                    "fieldPaths", List.of(field),
                    "options", ordered("create", true)))));
  }

  /** Returns the files of the component, by name. */
  Map<String, byte[]> files(String... comments) {
    Map<String, Object> document =
        ordered("apiVersion", "kustomize.config.k8s.io/v1alpha1", "kind", "Component");
    Map<String, byte[]> files = new TreeMap<>();
    if (!values.isEmpty()) {
      resources.add(SETTINGS);
      files.put(
          SETTINGS,
          YamlText.of(
              List.of("Read by kustomization.yaml beside it; never sent to a cluster."),
              ordered(
                  "apiVersion",
                  "difyarms.github.io/v1",
                  "kind",
                  SETTINGS_KIND,
                  "metadata",
                  ordered(
                      "name",
                      settingsName,
                      "annotations",
                      ordered("config.kubernetes.io/local-config", "true")),
                  "values",
                  values)));
    }
    putUnlessEmpty(document, "resources", resources);
    putUnlessEmpty(document, "images", images);
    putUnlessEmpty(document, "patches", patches);
    putUnlessEmpty(document, "replacements", replacements);
    files.put("kustomization.yaml", YamlText.of(Arrays.asList(comments), document));
    return files;
  }

  private static void putUnlessEmpty(Map<String, Object> document, String key, List<?> list) {
    if (!list.isEmpty()) {
      document.put(key, list);
    }
  }
}
