package io.github.difyarms.deploy;

import java.util.Optional;

/**
 * Something that runs one of the images, and how the ways to deploy call it. The names are those of
 * upstream's compose file and of the charts, read in August 2026.
 */
enum Workload {
  API(DeployPart.API, "api", "api", "0.0", "api", "api", "api"),
  WEBSOCKET(DeployPart.API, "api", "api_websocket", "1.14.1", "api-websocket", "apiWebsocket", ""),
  WORKER(DeployPart.API, "worker", "worker", "0.0", "worker", "worker", "worker"),
  BEAT(DeployPart.API, "beat", "worker_beat", "1.7", "(worker-)?beat", "beat", "workerBeat"),
  PLUGIN_DAEMON(
      DeployPart.PLUGIN_DAEMON,
      "",
      "plugin_daemon",
      "1.0",
      "plugin-daemon",
      "pluginDaemon",
      "pluginDaemon"),
  SANDBOX(DeployPart.SANDBOX, "", "sandbox", "0.6", "sandbox", "sandbox", "sandbox");

  private final DeployPart part;
  private final String process;
  private final String service;
  private final String since;
  private final String names;
  private final String difyHelm;
  private final String douban;

  Workload(
      DeployPart part,
      String process,
      String service,
      String since,
      String names,
      String difyHelm,
      String douban) {
    this.part = part;
    this.process = process;
    this.service = service;
    this.since = since;
    this.names = names;
    this.difyHelm = difyHelm;
    this.douban = douban;
  }

  DeployPart part() {
    return part;
  }

  /** Whether it is compiled with the Go agent; otherwise it is a process of dify-api. */
  boolean compiled() {
    return part != DeployPart.API;
  }

  /** The process in {@code api.processes}; empty for a compiled part. */
  Optional<String> process() {
    return process.isEmpty() ? Optional.empty() : Optional.of(process);
  }

  /** The service in upstream's compose file. */
  String service() {
    return service;
  }

  /** Whether the compose file of a release has the service. */
  boolean inComposeOf(DifyVersion release) {
    return release.compareTo(DifyVersion.parse(since).orElseThrow()) >= 0;
  }

  /**
   * Whether the compose file of any release has it that has the image: what holds when nothing is
   * known of the release.
   */
  boolean inEveryCompose() {
    return this != WEBSOCKET && this != BEAT;
  }

  /**
   * A regular expression for its Deployment's name, as Kustomize's selectors take it. A prefix has
   * to speak of Dify: {@code api} and {@code prod-dify-api} are ours, {@code shop-api} is not.
   */
  String names() {
    return "(.*dify.*-)?" + names;
  }

  /** Its key in the values of a chart. */
  Optional<String> key(HelmChart chart) {
    String key = chart == HelmChart.DIFY_HELM ? difyHelm : douban;
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }
}
