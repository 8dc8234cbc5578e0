package io.github.difyarms.deploy;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the parts are called in ARMS. The vendor's manual gives the daemon two names: {@code
 * dify-daemon-plugin} as a pod label, {@code dify-plugin-daemon} as a variable.
 *
 * @param api dify-api; instrumented worker and beat append {@code -worker} and {@code -beat}
 * @param pluginDaemonLabel dify-plugin-daemon in Kubernetes labels
 * @param pluginDaemon dify-plugin-daemon elsewhere
 * @param sandbox dify-sandbox
 */
public record AppNames(String api, String pluginDaemonLabel, String pluginDaemon, String sandbox) {
  private static final String PARAMETER = "deploy.appNames";

  /**
   * Checks every name.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#DEPLOY_NAME_INVALID}
   */
  public AppNames {
    // worker and beat append to it, and the sum has to be a label as well.
    Names.label(PARAMETER, api, Names.LABEL_LENGTH - "-worker".length());
    Names.label(PARAMETER, pluginDaemonLabel, Names.LABEL_LENGTH);
    Names.label(PARAMETER, pluginDaemon, Names.LABEL_LENGTH);
    Names.label(PARAMETER, sandbox, Names.LABEL_LENGTH);
  }

  /** Returns the vendor's names. */
  public static AppNames vendors() {
    return of(Map.of());
  }

  /**
   * Returns the vendor's names, but for those that are given.
   *
   * @param given names by component: {@code api}, {@code plugin-daemon}, {@code sandbox}
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#DEPLOY_NAME_INVALID}, also for a component that does not
   *     exist
   */
  public static AppNames of(Map<String, String> given) {
    Set<String> unknown = new TreeSet<>(given.keySet());
    for (DeployPart part : DeployPart.values()) {
      unknown.remove(part.id());
    }
    if (!unknown.isEmpty()) {
      throw Names.invalid(
          PARAMETER,
          unknown.iterator().next(),
          "this is no component: it takes api=NAME, plugin-daemon=NAME, sandbox=NAME");
    }
    return new AppNames(
        given.getOrDefault(DeployPart.API.id(), "dify-api"),
        given.getOrDefault(DeployPart.PLUGIN_DAEMON.id(), "dify-daemon-plugin"),
        given.getOrDefault(DeployPart.PLUGIN_DAEMON.id(), "dify-plugin-daemon"),
        given.getOrDefault(DeployPart.SANDBOX.id(), "dify-sandbox"));
  }

  /** Returns the name of something that runs, as a variable. */
  String variable(Workload workload) {
    return switch (workload) {
      case API, WEBSOCKET -> api;
      case WORKER -> api + "-worker";
      case BEAT -> api + "-beat";
      case PLUGIN_DAEMON -> pluginDaemon;
      case SANDBOX -> sandbox;
    };
  }

  /** Returns the name of a compiled part, as a pod label. */
  String label(Workload workload) {
    return workload == Workload.PLUGIN_DAEMON ? pluginDaemonLabel : variable(workload);
  }
}
