package io.github.difyarms.deploy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PackedAgent;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import io.github.difyarms.model.RemovedPath;
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

  /** Returns dify-api with the agent in it. */
  static BuildResult baked(RemovedPath... removed) {
    ComponentResult plain = component("api");
    PlatformResult platform = plain.platforms().get(0);
    PackedAgent agent =
        new PackedAgent(
            "/app/api/.venv/dify-arms/agent",
            "aliyun-agent",
            "2.1",
            "https://oss.example.com/agent.tar.gz",
            "0".repeat(64),
            "CPython 3.12",
            "https://pypi.org/simple",
            1,
            1,
            List.of());
    return result(
        List.of(
            with(
                plain,
                new PlatformResult(
                    platform.platform(),
                    platform.base(),
                    platform.manifest(),
                    platform.config(),
                    platform.baseLayers(),
                    platform.layer(),
                    platform.files(),
                    List.of(agent),
                    List.of(removed),
                    platform.transfers(),
                    platform.proof()))));
  }

  /** Returns dify-api as it is joined from digests alone. */
  static BuildResult joined() {
    PlatformResult platform = platform("nothing known of its files");
    return result(List.of(with(component("api"), platform)));
  }

  private static ComponentResult with(ComponentResult plain, PlatformResult platform) {
    return new ComponentResult(
        plain.id(),
        plain.base(),
        plain.baseDigest(),
        plain.name(),
        plain.tags(),
        plain.digest(),
        "application/vnd.oci.image.index.v1+json",
        plain.inputs(),
        List.of(platform),
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
