package io.github.difyarms.deploy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files of {@code NAME=value} lines, as Compose, systemd and {@code docker run} read them. */
final class EnvironmentFiles {
  private EnvironmentFiles() {}

  /** Returns the file for Compose: a place for the key, which never comes from here. */
  static byte[] forCompose(DeploySettings settings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Read by compose.override.yaml, for monitored services only. Fill in the key and keep");
    lines.add("this file to yourself (chmod 600); README.md says where the key comes from.");
    List<String> more = new ArrayList<>();
    more.add("Further names that the agents know, to be set here when wanted:");
    more.add(
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=False   sizes of prompts and answers only");
    more.add(
        "PROFILER_GENAI_SPLITAPP_ENABLE=true   one ARMS application for each application in Dify");
    if (settings.workspace().isEmpty()) {
      more.add("ARMS_WORKSPACE=NAME   a workspace of Cloud Monitor 2.0");
    }
    more.add("DIFY_ARMS_ENABLED=false   dify-api starts as upstream does, without the agent");
    return bytes(YamlText.comments(lines) + Variables.KEY + "=\n" + YamlText.comments(more));
  }

  /** Returns a file for each monitored process, for runs outside Compose and Kubernetes. */
  static SortedMap<String, byte[]> forProcesses(DeploySettings settings, List<DeployPart> parts) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Arrays.stream(Workload.values())
        .filter(workload -> workload != Workload.WEBSOCKET) // is the api under another MODE
        .filter(workload -> parts.contains(workload.part()) && settings.monitors(workload))
        .forEach(
            workload -> {
              StringBuilder text = new StringBuilder();
              text.append(
                  YamlText.comments(
                      List.of(
                          "Variables of "
                              + settings.appNames().variable(workload)
                              + " outside Compose and Kubernetes: systemd's EnvironmentFile=,",
                          "docker run --env-file. Fill in the key and keep the file to yourself.")));
              // Every value has passed Names: nothing in one needs quotes, which docker would keep.
              Variables.complete(workload, settings)
                  .forEach(
                      (name, value) -> text.append(name).append('=').append(value).append('\n'));
              text.append(Variables.KEY).append("=\n");
              files.put(workload.service().replace('_', '-') + ".env", bytes(text.toString()));
            });
    return files;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
