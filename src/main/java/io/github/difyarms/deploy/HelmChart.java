package io.github.difyarms.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A chart of the community, and where its values have images and variables. */
enum HelmChart {
  /** github.com/BorisPolonsky/dify-helm: {@code image.api.repository}, {@code api.extraEnv}. */
  DIFY_HELM(
      "dify-helm",
      "BorisPolonsky/dify-helm",
      "extraEnv",
      """
      Cannot be expressed in its values: pod labels of a single part (labels are chart-wide), so the
      Go parts get ARMS_* variables in place of ack-onepilot's labels; another command, so the
      ConfigMap route needs Kustomize behind Helm; a field for the digest, which stands in the tag.
      image.api feeds api, worker, beat and websocket.
      The chart restarts an api that does not answer within about three minutes; see README.md.
      """),
  /** github.com/douban/charts: {@code api.image.repository}, {@code api.envs}. */
  DOUBAN(
      "douban",
      "douban/charts (dify)",
      "envs",
      """
      Cannot be expressed in its values: pod labels of a single part (labels are chart-wide), so the
      Go parts get ARMS_* variables in place of ack-onepilot's labels; another command, so the
      ConfigMap route needs Kustomize behind Helm; a field for the digest, which stands in the tag;
      api_websocket, which the chart does not run.
      The chart restarts an api that does not answer within about 90 seconds; see README.md.
      """);

  private final String id;
  private final String title;
  private final String list;
  private final String limits;

  HelmChart(String id, String title, String list, String limits) {
    this.id = id;
    this.title = title;
    this.list = list;
    this.limits = limits;
  }

  /** The beginning of its files' names. */
  String id() {
    return id;
  }

  /** Where it is. */
  String title() {
    return title;
  }

  /** What it cannot express. */
  List<String> limits() {
    return limits.lines().toList();
  }

  /** Returns the mappings with {@code repository} and {@code tag} of a part. */
  List<List<String>> images(DeployPart part) {
    return Arrays.stream(Workload.values())
        .filter(workload -> workload.part() == part)
        .flatMap(workload -> workload.key(this).stream())
        .map(key -> this == DIFY_HELM ? List.of("image", key) : List.of(key, "image"))
        .filter(path -> this != DIFY_HELM || isImage(path.get(1)))
        .toList();
  }

  /** All processes of dify-api share {@code image.api} there. */
  private static boolean isImage(String key) {
    return key.equals("api") || key.equals("pluginDaemon") || key.equals("sandbox");
  }

  /** Returns the list of variables of something that runs. */
  Optional<List<String>> variables(Workload workload) {
    return workload.key(this).map(key -> List.of(key, list));
  }
}
