package io.github.difyarms.deploy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page beside the files: how to apply each, in a few lines. */
final class Readme {
  private final DeploySettings settings;
  private final Map<DeployPart, DeployImage> images;
  private final Map<DeployPart, DeployImage> upstream;
  private final PythonAgent agent;
  private final boolean script;
  private final List<String> merged;
  private final StringBuilder text = new StringBuilder();

  /**
   * Creates the page.
   *
   * @param agent how dify-api comes to its agent
   * @param script whether there is a ConfigMap with the start script
   * @param merged names of the merged Helm values
   */
  Readme(
      DeploySettings settings,
      Map<DeployPart, DeployImage> images,
      Map<DeployPart, DeployImage> upstream,
      PythonAgent agent,
      boolean script,
      List<String> merged) {
    this.settings = settings;
    this.images = images;
    this.upstream = upstream;
    this.agent = agent;
    this.script = script;
    this.merged = List.copyOf(merged);
  }

  byte[] bytes() {
    line("# Deploying the monitored images");
    line("");
    images.forEach(
        (part, image) -> line("* " + part.repository() + ": " + code(image.reference())));
    prerequisites();
    key();
    compose();
    kustomize();
    helm();
    if (script) {
      configMap();
    }
    outside();
    afterwards();
    rollBack();
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void prerequisites() {
    heading("Prerequisites");
    if (images.keySet().stream().anyMatch(part -> part != DeployPart.API)) {
      line("* Kubernetes, Go parts: ack-onepilot 5.1.2 or later, which acts upon the pod labels.");
      line("* ACK managed clusters: the Secret `addon.arms.token` in `kube-system`, or the policy");
      line(
          "  `AliyunARMSFullAccess` for the worker RAM role; dedicated and registered clusters: the policies");
      line("  `AliyunARMSFullAccess` and `AliyunSTSAssumeRoleAccess`.");
    }
    if (images.containsKey(DeployPart.API)) {
      line(
          "* dify-api brings its agent: no label for ack-onepilot on its pods, and `arms.enabled: false` in the");
      line("  vendor's chart (`helm/ack-dify-values.yaml`), or two agents meet in one process.");
      agent();
    }
    line("* A private registry needs a pull secret, as for any image.");
  }

  private void agent() {
    switch (agent) {
      case AT_START -> installation("It installs the agent when it starts:");
      case UNKNOWN ->
          installation(
              "Unless the image's label `io.github.difyarms.agent.install` is `baked`, it installs the agent when it starts:");
      case IN_IMAGE, IN_PLACE_OF_OTHERS -> {
        line(
            "* The agent is in the image: pods need no package index and no download, and no longer liveness probes");
        line(
            "  than upstream's. `PIP_INDEX_URL`, `PYTHON_AGENT_PATH` and `DIFY_ARMS_INSTALL_TIMEOUT` have no meaning.");
      }
    }
    if (agent == PythonAgent.IN_PLACE_OF_OTHERS) {
      line(
          "* Community OpenTelemetry instrumentors were taken out of the image (`images.json`, `removed`). Leave");
      line(
          "  `ENABLE_OTEL` unset or `false` for every process of it, or build with `-Ddify-arms.api.instrumentors=keep`.");
    }
  }

  private void installation(String when) {
    line("* " + when + " pods reach the package index and OSS; liveness probes leave");
    line(
        "  time for it (`DIFY_ARMS_INSTALL_TIMEOUT` shortens the wait; without the agent the application starts).");
  }

  private void key() {
    heading("Licence key");
    line(
        "ARMS console (region "
            + code(settings.region())
            + "), or `aliyun arms DescribeTraceLicenseKey --RegionId "
            + settings.region()
            + "`.");
    line(
        "It is in none of these files. For Kubernetes, from a variable so that it stays out of the history:");
    fence(
        "read -rs ARMS_LICENSE_KEY",
        "printf %s \"$ARMS_LICENSE_KEY\" | "
            + kubectl()
            + " create secret generic "
            + settings.secretName()
            + " --from-file="
            + settings.secretKey()
            + "=/dev/stdin");
  }

  private void compose() {
    heading("Docker Compose");
    fence(
        "cp compose.override.yaml smoke-test.sh DIFY/docker/",
        "cp -n arms.env DIFY/docker/   # the first time: then put the key into DIFY/docker/arms.env",
        "cd DIFY/docker && chmod 600 arms.env",
        "docker compose -f docker-compose.yaml -f compose.override.yaml up -d");
    line(
        "Services that the release's compose file does not have are left out. An override of yours: one more `-f`.");
    if (images.containsKey(DeployPart.SANDBOX)) {
      line(
          "Upstream's compose file puts the sandbox into an internal network behind a proxy: an agent inside has");
      line("no direct way out and reports nothing until that network lets it.");
    }
  }

  private void kustomize() {
    heading("Kustomize");
    fence("# kustomization.yaml beside this folder", "components:", "- deploy/kustomize");
    line(
        "Deployments and StatefulSets are found by the ends of their names (`…-api`, `…-plugin-daemon`), the");
    line(
        "variables go to the first container; other names are edited in `kustomize/kustomization.yaml`.");
    line(
        "dify-api's key comes from the Secret "
            + code(settings.secretName())
            + "; a missing one does not stop a pod.");
  }

  private void helm() {
    heading("Helm");
    fence(
        "helm upgrade RELEASE CHART --reuse-values -f helm/dify-helm-values.yaml   # or helm/douban-values.yaml");
    line(
        "Variables: append `helm/*-env.yaml` to the lists in your values (Helm replaces lists, it does not append).");
    if (merged.isEmpty()) {
      line(
          "`-Ddify-arms.deploy.valuesFile=YOUR-VALUES` does that: complete values, from `helm get values RELEASE --all`.");
    } else {
      line(
          "Your values with all of it: "
              + merged.stream().map(Readme::code).collect(Collectors.joining(", "))
              + ".");
      line("They hold what your file holds, passwords too.");
    }
    line("What a chart cannot express stands at the top of its file.");
  }

  private void configMap() {
    heading("ConfigMap in place of the dify-api image");
    line(
        "Upstream's image with the rewritten start script mounted at `/app/api/docker`, as the vendor's manual does:");
    fence("components:", "- deploy/kustomize-configmap");
    line(
        "Without Kustomize: "
            + code(kubectl() + " apply -f entrypoint-configmap.yaml")
            + ", mount it there and set");
    line(
        "`command: [\"/bin/bash\", \"/app/api/docker/entrypoint.sh\"]`. The script belongs to this release of Dify.");
  }

  private void outside() {
    heading("Without Compose and Kubernetes");
    line("`env/*.env` has the variables of each process, for `docker run --env-file` or systemd.");
  }

  private void afterwards() {
    heading("Afterwards");
    fence("bash smoke-test.sh compose   # or: bash smoke-test.sh kubectl");
    line("In the ARMS console, Application Monitoring, after some requests and about two minutes:");
    images
        .keySet()
        .forEach(
            part ->
                line(
                    "* "
                        + switch (part) {
                          case API ->
                              code(settings.appNames().api())
                                  + ": requests, database, Redis, model calls";
                          case PLUGIN_DAEMON ->
                              code(settings.appNames().pluginDaemonLabel())
                                  + " (by pod label) or "
                                  + code(settings.appNames().pluginDaemon())
                                  + ": plugin calls";
                          case SANDBOX -> code(settings.appNames().sandbox()) + ": code runs";
                        }));
  }

  private void rollBack() {
    heading("Roll-back");
    line(
        "`rollback/` has the same files for the upstream images, by digest: use them in place of these.");
    upstream.forEach((part, image) -> line("* " + code(image.reference())));
    line(
        "For dify-api alone, without another image: `DIFY_ARMS_ENABLED=false`"
            + (agent == PythonAgent.IN_PLACE_OF_OTHERS
                ? "; what was taken out of the image stays out."
                : "."));
  }

  private String kubectl() {
    return settings.namespace().map(name -> "kubectl --namespace " + name).orElse("kubectl");
  }

  private void heading(String title) {
    line("");
    line("## " + title);
    line("");
  }

  private void fence(String... lines) {
    line("```sh");
    for (String item : lines) {
      line(item);
    }
    line("```");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  /** Text that Markdown shows as it is: no mark-up, no line end, no character that is not seen. */
  private static String code(String value) {
    return "`" + YamlText.onOneLine(value).replace('`', '\'') + "`";
  }
}
