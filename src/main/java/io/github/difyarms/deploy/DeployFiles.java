package io.github.difyarms.deploy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ReplacedFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files to deploy a build with: images by digest, secrets by reference, each file usable alone.
 */
public final class DeployFiles {
  /** The folder they are in, below the output directory. */
  public static final String FOLDER = "deploy";

  private static final String SCRIPT = "/entrypoint.sh";
  private static final String CONFIG_MAP = "dify-api-entrypoint";

  private final DeploySettings settings;
  private final Map<DeployPart, DeployImage> images = new EnumMap<>(DeployPart.class);
  private final Map<DeployPart, DeployImage> upstream = new EnumMap<>(DeployPart.class);
  private final Optional<String> script;
  private final PythonAgent agent;
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private DeployFiles(List<ComponentResult> components, DeploySettings settings) {
    this.settings = settings;
    Optional<String> found = Optional.empty();
    PythonAgent comes = PythonAgent.UNKNOWN;
    for (ComponentResult component : components) {
      DeployPart part = DeployPart.find(component.id()).orElseThrow();
      images.put(part, DeployImage.published(part, component));
      upstream.put(part, DeployImage.upstream(part, component));
      if (part == DeployPart.API) {
        comes = PythonAgent.of(component);
        // Upstream's image, for which the script would be, does not have the agent.
        found = comes.inImage() ? Optional.empty() : script(component);
      }
    }
    this.script = found;
    this.agent = comes;
  }

  /**
   * Returns the files by their path below the output directory. A build that wrote OCI layouts has
   * none: no registry has its images.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#VALUES_UNREADABLE} or {@link
   *     io.github.difyarms.error.ErrorCode#VALUES_MISSHAPEN} when the user's Helm values cannot
   *     take what belongs into them
   */
  public static SortedMap<String, byte[]> of(BuildResult result, DeploySettings settings) {
    List<ComponentResult> components =
        result.components().stream()
            .filter(component -> DeployPart.find(component.id()).isPresent())
            .filter(component -> !component.name().startsWith("oci:") && !component.partial())
            .toList();
    return components.isEmpty()
        ? Collections.emptySortedMap()
        : new DeployFiles(components, settings).make();
  }

  /** All platforms have the same script: it is rewritten text, not a program. */
  private static Optional<String> script(ComponentResult component) {
    return component.platforms().stream()
        .flatMap(platform -> platform.files().stream())
        .filter(file -> file.path().equals(SCRIPT))
        .map(ReplacedFile::text)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private SortedMap<String, byte[]> make() {
    ComposeOverride compose = new ComposeOverride(settings, images);
    put("compose.override.yaml", compose.monitored());
    put("arms.env", EnvironmentFiles.forCompose(settings));
    EnvironmentFiles.forProcesses(settings, List.copyOf(images.keySet()))
        .forEach((name, bytes) -> put("env/" + name, bytes));
    put("smoke-test.sh", SmokeTest.of(settings, images, compose.services()));
    kustomize();
    script.ifPresent(this::configMap);
    List<String> merged = helm();
    rollBack();
    put(
        "README.md",
        new Readme(settings, images, upstream, agent, script.isPresent(), merged).bytes());
    return Collections.unmodifiableSortedMap(files);
  }

  private void kustomize() {
    Kustomization component = new Kustomization(settings, "dify-arms-settings");
    images.forEach((part, image) -> component.image(image, upstreamOf(part)));
    for (Workload workload : monitored()) {
      if (workload.compiled()) {
        component.podLabels(workload);
      } else {
        component.variables(workload);
      }
    }
    component
        .files(
            "Images by digest, ack-onepilot's pod labels for the Go parts, variables for dify-api.",
            "Use it from your kustomization.yaml:",
            "  components: [deploy/kustomize]",
            "Deployments and StatefulSets are found by the ends of their names; variables go to the first",
            "container. What matches nothing changes nothing.")
        .forEach((name, bytes) -> put("kustomize/" + name, bytes));
  }

  private void configMap(String text) {
    byte[] manifest =
        ConfigMapYaml.of(CONFIG_MAP, settings.namespace(), "entrypoint.sh", text)
            .getBytes(StandardCharsets.UTF_8);
    put("entrypoint-configmap.yaml", manifest);
    put("kustomize-configmap/entrypoint-configmap.yaml", manifest);
    Kustomization component = new Kustomization(settings, "dify-arms-configmap-settings");
    component.resource("entrypoint-configmap.yaml");
    for (Workload workload : monitored()) {
      if (!workload.compiled()) {
        component.script(
            workload, CONFIG_MAP, Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex());
        component.variables(workload);
      }
    }
    component
        .files(
            "In place of the monitored dify-api image: upstream's image with the rewritten start script from",
            "a ConfigMap. Use it from your kustomization.yaml:",
            "  components: [deploy/kustomize-configmap]")
        .forEach((name, bytes) -> put("kustomize-configmap/" + name, bytes));
  }

  private List<String> helm() {
    HelmFiles helm = new HelmFiles(settings, images);
    for (HelmChart chart : HelmChart.values()) {
      put("helm/" + chart.id() + "-values.yaml", helm.images(chart, "The monitored images."));
      put("helm/" + chart.id() + "-env.yaml", helm.variables(chart));
    }
    if (images.containsKey(DeployPart.API)) {
      put("helm/ack-dify-values.yaml", HelmFiles.vendors());
    }
    List<String> merged = new ArrayList<>();
    settings
        .values()
        .ifPresent(
            values -> {
              HelmMerge merge = new HelmMerge(helm, values);
              for (HelmChart chart : merge.charts()) {
                String name = "helm/" + chart.id() + "-merged.yaml";
                put(name, merge.merged(chart));
                merged.add(name);
              }
            });
    return merged;
  }

  private void rollBack() {
    put("rollback/compose.override.yaml", new ComposeOverride(settings, upstream).plain());
    Kustomization component = new Kustomization(settings, "dify-arms-rollback-settings");
    upstream.forEach((part, image) -> component.image(image, published(part)));
    component
        .files(
            "Goes back: the upstream images that the monitored ones were made from, by digest.",
            "Name it in your kustomization.yaml in place of deploy/kustomize.")
        .forEach((name, bytes) -> put("rollback/kustomize/" + name, bytes));
    HelmFiles helm = new HelmFiles(settings, upstream);
    for (HelmChart chart : HelmChart.values()) {
      put(
          "rollback/helm/" + chart.id() + "-values.yaml",
          helm.images(chart, "Goes back to the upstream images."));
    }
  }

  private List<Workload> monitored() {
    return Arrays.stream(Workload.values())
        .filter(workload -> images.containsKey(workload.part()) && settings.monitors(workload))
        .toList();
  }

  private DeployImage upstreamOf(DeployPart part) {
    return Objects.requireNonNull(upstream.get(part));
  }

  private DeployImage published(DeployPart part) {
    return Objects.requireNonNull(images.get(part));
  }

  private void put(String name, byte[] bytes) {
    files.put(FOLDER + "/" + name, bytes);
  }
}
