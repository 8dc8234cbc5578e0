package io.github.difyarms.deploy;

import static io.github.difyarms.deploy.Variables.ordered;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An override for upstream's compose file. It names only services that this file has: Compose would
 * create any other.
 */
final class ComposeOverride {
  private final DeploySettings settings;
  private final Map<DeployPart, DeployImage> images;

  ComposeOverride(DeploySettings settings, Map<DeployPart, DeployImage> images) {
    this.settings = settings;
    this.images = images;
  }

  /** Returns the override that puts the images in place and their agents into operation. */
  byte[] monitored() {
    return YamlText.of(comments("Runs the monitored images."), document(true));
  }

  /** Returns the override with images alone. */
  byte[] plain() {
    return YamlText.of(
        comments("Goes back: runs the upstream images that the monitored ones were made from."),
        document(false));
  }

  /** Returns what the compose file of the release runs of the images. */
  List<Workload> services() {
    Optional<DifyVersion> release = release();
    return Arrays.stream(Workload.values())
        .filter(workload -> images.containsKey(workload.part()))
        .filter(workload -> release.map(workload::inComposeOf).orElseGet(workload::inEveryCompose))
        .toList();
  }

  private Optional<DifyVersion> release() {
    return settings.difyVersion().flatMap(DifyVersion::parse);
  }

  private List<String> comments(String purpose) {
    List<String> lines = new ArrayList<>();
    lines.add(purpose + " Needs Docker Compose 2.24 or later.");
    lines.add("Put it beside upstream's docker-compose.yaml; then:");
    lines.add("  docker compose -f docker-compose.yaml -f compose.override.yaml up -d");
    if (release().isPresent()) {
      lines.add(
          "For the compose file of Dify "
              + settings.difyVersion().orElseThrow()
              + ": of another release use other files.");
    } else {
      lines.add(
          "It is not known which services the compose file of this Dify has, so only those are here that the");
      lines.add(
          "one of every release has. With -Ddify-arms.difyVersion=RELEASE worker_beat (from 1.7) and");
      lines.add("api_websocket (from 1.14.1) get the same image as api.");
    }
    return lines;
  }

  private Map<String, Object> document(boolean monitored) {
    Map<String, Object> services = new LinkedHashMap<>();
    for (Workload workload : services()) {
      Map<String, Object> service = new LinkedHashMap<>();
      DeployImage image = images.get(workload.part());
      service.put("image", literal(image == null ? "" : image.reference()));
      if (monitored && settings.monitors(workload)) {
        // The key by file, so that it is in no other service: upstream's .env reaches all of them.
        service.put("env_file", List.of(ordered("path", "arms.env", "required", false)));
        Map<String, Object> environment = new LinkedHashMap<>();
        Variables.of(workload, settings)
            .forEach((name, value) -> environment.put(name, literal(value)));
        service.put("environment", environment);
      }
      services.put(workload.service(), service);
    }
    return ordered("services", services);
  }

  /** Compose puts variables in place of {@code $…}; {@code $$} is one that stays. */
  static String literal(String value) {
    return value.replace("$", "$$");
  }
}
