package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.RealRegistries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image with the agent in it, run without any network: real Debian, Python, gunicorn and gevent.
 * Skipped, saying why, where mmdebstrap, uv, podman or the packages are missing.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(900)
class BakedImageTest {
  private static final String ASK =
      "import sys, urllib.request\n"
          + "print(urllib.request.urlopen('http://127.0.0.1:5001/health').read().decode())";

  @TempDir Path scratch;

  @Test
  void withoutANetworkItAnswersAndItsSpansArrive() throws Exception {
    Podman podman = Podman.over(scratch.resolve("podman")).orElseGet(() -> abort("no podman"));
    RealRegistries registry =
        RealRegistries.dockerRegistry().orElseGet(() -> abort("no docker-registry"));
    try (podman;
        registry) {
      String base = pushBase(podman, registry);
      String built = build(base);

      Path spans = Files.createDirectory(scratch.resolve("spans"));
      CommandLine.of("chmod", "777", spans.toString()).run().orFail();
      podman.command("pull", "-q", "--tls-verify=false", built).run().orFail();
      podman
          .run(
              "-d",
              "--name",
              "api",
              "-v",
              spans + ":/spans",
              "-e",
              "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
              "-e",
              "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
              "-e",
              "OTEL_METRICS_EXPORTER=none",
              "-e",
              "OTEL_LOGS_EXPORTER=none",
              "-e",
              "OTEL_BSP_SCHEDULE_DELAY=200",
              built)
          .run()
          .orFail();
      podman
          .command("exec", "-d", "api", "python", "-E", "collector.py", "4318", "/spans/log")
          .run()
          .orFail();

      assertThat(answer(podman)).contains("/opentelemetry/trace/").doesNotContain("site-packages");
      assertThat(received(spans.resolve("log"))).contains("POST /v1/traces", "GET /health");
      assertThat(podman.command("logs", "api").run().output())
          .contains("Aliyun python agent is started");
    }
  }

  /** Pushes the base for this machine's architecture; returns its reference. */
  private String pushBase(Podman podman, RealRegistries registry) throws IOException {
    String script;
    try (InputStream in =
        getClass().getResourceAsStream("/io/github/difyarms/entrypoint/family-d.sh")) {
      assumeTrue(in != null);
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Optional<Path> root = PythonBase.create(scratch.resolve("root"), "amd64", script);
    assumeTrue(root.isPresent(), "no base");
    String reference = registry.address() + "/langgenius/dify-api:test";
    Path tar = scratch.resolve("root.tar");
    CommandLine.of(
            "tar", "--numeric-owner", "-cf", tar.toString(), "-C", root.get().toString(), ".")
        .run()
        .orFail();
    podman
        .command(
            "import",
            "-q",
            "--change=ENTRYPOINT [\"/bin/bash\",\"/entrypoint.sh\"]",
            "--change=WORKDIR /app/api",
            "--change=USER dify",
            "--change=ENV PATH=/app/api/.venv/bin:/usr/bin:/bin VIRTUAL_ENV=/app/api/.venv",
            tar.toString(),
            reference)
        .run()
        .orFail();
    podman.command("push", "-q", "--tls-verify=false", reference).run().orFail();
    return reference;
  }

  /**
   * THE BUILD GOES HERE: given the reference of the base, returns the reference of the image that
   * the plugin made of it with {@code api.agent=baked}.
   */
  private static String build(String base) {
    return abort("the build is not wired in yet: " + base);
  }

  private static String answer(Podman podman) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    CommandLine.Outcome outcome;
    do {
      outcome = podman.command("exec", "api", "python", "-E", "-c", ASK).run();
    } while (outcome.exitCode() != 0 && System.nanoTime() < end);
    return outcome.orFail();
  }

  private static String received(Path log) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    String text = "";
    while (!text.contains("GET /health") && System.nanoTime() < end) {
      Thread.onSpinWait();
      text = Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }
    return text;
  }
}
