package io.github.difyarms.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables that an agent reads, without the licence key. */
final class Variables {
  static final String KEY = "ARMS_LICENSE_KEY";

  private Variables() {}

  /** Returns what a container needs whose start script gives the other defaults. */
  static Map<String, String> of(Workload workload, DeploySettings settings) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (workload.compiled()) {
      variables.put("ARMS_ENABLE", "true");
    }
    variables.put("ARMS_APP_NAME", settings.appNames().variable(workload));
    variables.put("ARMS_REGION_ID", settings.region());
    settings.workspace().ifPresent(workspace -> variables.put("ARMS_WORKSPACE", workspace));
    return variables;
  }

  /** Returns what a process needs that no start script of ours starts. */
  static Map<String, String> complete(Workload workload, DeploySettings settings) {
    Map<String, String> variables = of(workload, settings);
    if (workload == Workload.API) {
      // Dify runs gunicorn with gevent, and ARMS shows dify-api as a microservice.
      variables.put("GEVENT_ENABLE", "true");
      variables.put("APSARA_APM_APP_TYPE", "microservice");
    }
    return variables;
  }

  /** Returns them as Kubernetes' list of variables, with the key from the Secret. */
  static List<Map<String, Object>> list(Workload workload, DeploySettings settings) {
    List<Map<String, Object>> list = new ArrayList<>();
    of(workload, settings)
        .forEach((name, value) -> list.add(ordered("name", name, "value", value)));
    list.add(
        ordered("name", KEY, "valueFrom", ordered("secretKeyRef", secretKeyReference(settings))));
    return list;
  }

  /**
   * A Secret that is missing must not keep a pod from starting: monitoring is not the application.
   */
  static Map<String, Object> secretKeyReference(DeploySettings settings) {
    return ordered("name", settings.secretName(), "key", settings.secretKey(), "optional", true);
  }

  /** Returns a mapping that keeps its order. */
  static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
