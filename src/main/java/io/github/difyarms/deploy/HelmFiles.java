package io.github.difyarms.deploy;

import static io.github.difyarms.deploy.Variables.ordered;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values for the charts of the community and for the vendor's. */
final class HelmFiles {
  private final DeploySettings settings;
  private final Map<DeployPart, DeployImage> images;

  HelmFiles(DeploySettings settings, Map<DeployPart, DeployImage> images) {
    this.settings = settings;
    this.images = images;
  }

  /** Returns values with nothing but the images. */
  byte[] images(HelmChart chart, String purpose) {
    List<String> comments = new ArrayList<>();
    comments.add(purpose + " Values for the chart " + chart.title() + ", images only:");
    comments.add("  helm upgrade RELEASE CHART --reuse-values -f THIS-FILE");
    comments.addAll(chart.limits());
    Map<String, Object> values = new LinkedHashMap<>();
    imagePaths(chart).forEach((path, image) -> put(values, path, image(image)));
    return YamlText.of(comments, values);
  }

  /** Returns what to set, by path. */
  Map<List<String>, DeployImage> imagePaths(HelmChart chart) {
    Map<List<String>, DeployImage> paths = new LinkedHashMap<>();
    images.forEach((part, image) -> chart.images(part).forEach(path -> paths.put(path, image)));
    return paths;
  }

  /** Returns lines to append to lists that are in the user's values. */
  byte[] variables(HelmChart chart) {
    List<String> comments =
        List.of(
            "Lines to append to the lists of the same names in your values for "
                + chart.title()
                + ".",
            "Do not hand this file to helm -f: Helm replaces lists, and the chart's own lines would be lost.",
            "With -Ddify-arms.deploy.valuesFile=YOUR-VALUES the build appends them itself.",
            "The key comes from the Secret that README.md tells to create.");
    Map<String, Object> values = new LinkedHashMap<>();
    variablePaths(chart).forEach((path, list) -> put(values, path, list));
    return YamlText.of(comments, values);
  }

  /** Returns the variables to append, by the path of their list. */
  Map<List<String>, List<Map<String, Object>>> variablePaths(HelmChart chart) {
    Map<List<String>, List<Map<String, Object>>> paths = new LinkedHashMap<>();
    Arrays.stream(Workload.values())
        .filter(workload -> images.containsKey(workload.part()) && settings.monitors(workload))
        .forEach(
            workload ->
                chart
                    .variables(workload)
                    .ifPresent(path -> paths.put(path, Variables.list(workload, settings))));
    return paths;
  }

  /** Returns what keeps the vendor's chart from injecting an agent into dify-api as well. */
  static byte[] vendors() {
    return YamlText.of(
        List.of(
            "For the vendor's chart ack-dify. Its arms.enabled has ack-onepilot put an agent into the pods;",
            "dify-api brings its own, and two agents in one process disturb each other. Off, then:",
            "  dify-api: variables and Secret as in ../kustomize, on the Deployment ack-dify-api",
            "  plugin daemon and sandbox: the pod labels in ../kustomize, which ack-onepilot acts upon",
            "The chart's keys for images are not known here; ../kustomize puts the images in place."),
        ordered("arms", ordered("enabled", false)));
  }

  private static Map<String, Object> image(DeployImage image) {
    return ordered("repository", image.repository(), "tag", image.tagAndDigest());
  }

  @SuppressWarnings("unchecked") // only mappings made here are above the last key
  private static void put(Map<String, Object> root, List<String> path, Object value) {
    Map<String, Object> map = root;
    for (String key : path.subList(0, path.size() - 1)) {
      map =
          (Map<String, Object>)
              map.computeIfAbsent(key, any -> new LinkedHashMap<String, Object>());
    }
    map.put(path.get(path.size() - 1), value);
  }
}
