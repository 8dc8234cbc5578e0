package io.github.difyarms.python;

import io.github.difyarms.toolchain.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A STAND-IN for the ARMS Python agent, in a tarball of the vendor's shape: OpenTelemetry's open
 * agent, and a wheel with the vendor's console script that starts a command under it.
 */
final class StandInAgent {
  /** The release of the API in it, within the bound that the vendor publishes. */
  static final String OTEL = "1.39.0";

  private static final String CONTRIB = "0.60b0";
  private static final String STEM = "aliyun_python_agent_standin-2.0.0";

  private StandInAgent() {}

  /** Downloads the open agent from the package index and packs it. */
  static byte[] tarball(PythonTools tools, Path scratch) throws IOException, InterruptedException {
    Path wheels = Files.createDirectories(scratch.resolve("agent"));
    List<String> command = new ArrayList<>(List.of("download", "--no-deps", "--only-binary"));
    command.addAll(List.of(":all:", "--python-version", "3.11", "--platform", "any"));
    command.addAll(List.of("-d", wheels.toString()));
    for (String name :
        List.of("api", "sdk", "proto", "exporter-otlp-proto-common", "exporter-otlp-proto-http")) {
      command.add("opentelemetry-" + name + "==" + OTEL);
    }
    for (String name :
        List.of(
            "distro",
            "semantic-conventions",
            "util-http",
            "instrumentation",
            "instrumentation-flask",
            "instrumentation-wsgi")) {
      command.add("opentelemetry-" + name + "==" + CONTRIB);
    }
    CommandResult downloaded = tools.pip(command, scratch);
    if (!downloaded.successful()) {
      throw new IOException(downloaded.words());
    }
    own().in(wheels);
    try (Stream<Path> all = Files.list(wheels)) {
      List<Path> files = all.sorted().toList();
      return StandInWheel.tarball(
          tar -> {
            for (Path file : files) {
              String name = "aliyun-python-agent/" + file.getFileName();
              StandInWheel.file(tar, name, Files.readAllBytes(file));
            }
          });
    }
  }

  /** The psutil is there for having a wheel for each platform. */
  private static TestWheel own() {
    return TestWheel.of(STEM)
        .info(
            "METADATA",
            """
            Metadata-Version: 2.1
            Name: aliyun-python-agent-standin
            Version: 2.0.0
            Summary: A STAND-IN for the ARMS Python agent, for tests only
            Requires-Dist: opentelemetry-distro
            Requires-Dist: opentelemetry-exporter-otlp-proto-http
            Requires-Dist: opentelemetry-api<=1.39,>=1.20
            Requires-Dist: protobuf<7
            Requires-Dist: psutil==7.1.3
            Requires-Dist: wrapt<2
            """)
        .info(
            "entry_points.txt",
            """
            [console_scripts]
            aliyun-instrument = aliyun_python_agent_standin:run

            [opentelemetry_post_instrument]
            aliyun = aliyun_python_agent_standin:started
            """)
        .file(
            "aliyun_python_agent_standin/__init__.py",
            """
            import sys


            def run():
                from opentelemetry.instrumentation.auto_instrumentation import run as instrument

                instrument()


            def started():
                print("Aliyun python agent is started", file=sys.stderr, flush=True)
            """);
  }
}
