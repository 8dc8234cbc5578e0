package io.github.difyarms.deploy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import io.github.difyarms.model.ReplacedFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A build as it comes from a registry, without a registry. */
final class SampleBuild {
  static final String SCRIPT = "#!/bin/bash\n\nset -e\n\techo \"${MODE}: # <script> ü\"\n";
  static final String REGISTRY = "registry.example.com/acme";

  private SampleBuild() {}

  static BuildResult of(String... components) {
    return result(Arrays.stream(components).map(SampleBuild::component).toList());
  }

  static BuildResult complete() {
    return of("api", "plugin-daemon", "sandbox");
  }

  static BuildResult result(List<ComponentResult> components) {
    return new BuildResult(
        components, 34, 2, 100, 200, Duration.ofSeconds(2), List.of(), List.of());
  }

  static ComponentResult component(String id) {
    return component(id, REGISTRY + "/dify-" + id, List.of(tag(id) + "-arms", "latest"));
  }

  static ComponentResult component(String id, String name, List<String> tags) {
    return new ComponentResult(
        id,
        "docker.io/langgenius/dify-" + id + ":" + tag(id),
        digest("base of " + id),
        name,
        tags,
        digest(id),
        "application/vnd.oci.image.index.v1+json",
        digest("inputs"),
        List.of(platform(id)),
        List.of(),
        false);
  }

  private static String tag(String id) {
    return switch (id) {
      case "api" -> "1.16.1";
      case "plugin-daemon" -> "0.6.3-local";
      default -> "0.2.15";
    };
  }

  private static PlatformResult platform(String id) {
    return new PlatformResult(
        Platform.parse("linux/amd64"),
        digest("base"),
        digest("manifest"),
        digest("config"),
        List.of(),
        new PlatformResult.Layer(digest("layer"), digest("diff"), 1, 2),
        id.equals("api")
            ? List.of(
                new ReplacedFile(
                    "/entrypoint.sh",
                    "0755",
                    "0:0",
                    digest("old"),
                    digest("new"),
                    Optional.empty(),
                    Optional.of(SCRIPT)))
            : List.of(),
        new PlatformResult.Transfers(0, 0, 0, 0),
        Proof.none());
  }

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the reference to deploy. */
  static String reference(String id) {
    return component(id).reference();
  }

  static DeploySettings settings() {
    return DeploySettings.of("cn-hangzhou");
  }

  /** Returns settings where everything differs from its default. */
  static DeploySettings all(Optional<DeploySettings.Values> values) {
    return new DeploySettings(
        Optional.of("1.16.1"),
        "cn-beijing",
        Optional.of("dify-system"),
        "my-secret",
        "my.key",
        new AppNames("my-api", "my-daemon", "my-daemon", "my-sandbox"),
        Optional.of("my-workspace"),
        values,
        Set.of("api", "worker", "beat"));
  }

  static DeploySettings release(String version) {
    DeploySettings s = settings();
    return new DeploySettings(
        Optional.of(version),
        s.region(),
        s.namespace(),
        s.secretName(),
        s.secretKey(),
        s.appNames(),
        s.workspace(),
        s.values(),
        s.processes());
  }
}
