package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.Notes;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With the package index of this machine; skipped where it cannot be reached. */
@DisabledOnOs(OS.WINDOWS)
class RealIndexTest {
  private static final StandInWheel AGENT =
      StandInWheel.of(
              "aliyun-agent", "2.0.0", "opentelemetry-api<=1.39", "protobuf<7", "wrapt<2", "grpcio")
          .withProgram("aliyun-instrument");

  private static final List<Distribution> IMAGE =
      List.of(
          new Distribution("protobuf", "5.29.6"),
          new Distribution("wrapt", "1.17.2"),
          new Distribution("opentelemetry-api", "1.41.1"));

  @TempDir Path cache;

  @Test
  void anAgentIsSettledForBothArchitecturesFromPublishedWheels() throws Exception {
    Path tools = RealPythonTools.cache();
    Notes notes = new Notes();
    try (Commands commands = new Commands(Redaction.none());
        HttpTransport transport = new HttpTransport(HttpOptions.defaults(), notes, notes);
        LoopbackServer vendor =
            LoopbackServer.http(request -> Reply.of(200, StandInWheel.tarball(AGENT)))) {
      PythonSettings defaults = RealPythonTools.settings(Optional.empty());
      PythonSettings settings =
          new PythonSettings(
              new AgentSource(List.of(vendor.url("/agent.tar.gz")), Optional.empty(), false),
              defaults.index(),
              defaults.pins(),
              defaults.python(),
              defaults.environment(),
              defaults.proxies(),
              false,
              false);
      IndexChoice index = IndexChoice.of(settings.index(), settings.environment());
      PythonAgents agents =
          new PythonAgents(
              cache,
              settings,
              new Downloads(transport, notes, DownloadProgress.silent()),
              told -> {},
              new PythonTools(tools, commands, settings, index));
      AgentTarball agent = agents.provide();

      for (String architecture : List.of("amd64", "arm64")) {
        TargetPython target = new TargetPython(3, 12, new GlibcVersion(2, 36), architecture);
        long start = System.nanoTime();
        WheelSet wheels = agents.resolve(agent, target, IMAGE);
        System.out.printf(
            "settled %d wheels for %s in %.1f s%n",
            wheels.wheels().size(), target, (System.nanoTime() - start) / 1e9);

        assertThat(wheels.wheels())
            .extracting(wheel -> wheel.distribution().toString())
            .contains("aliyun-agent==2.0.0")
            // what the image has at that version is there already
            .doesNotContain("protobuf==5.29.6", "wrapt==1.17.2", "opentelemetry-api==1.41.1")
            .anyMatch(wheel -> wheel.startsWith("grpcio=="));
        assertThat(wheels.wheels())
            .filteredOn(wheel -> wheel.distribution().name().matches("grpcio|wrapt|protobuf"))
            .allSatisfy(wheel -> assertThat(wheel.filename()).contains(target.machine()));
        assertThat(agents.files(agent, target, wheels)).hasSize(wheels.wheels().size());
      }

      TargetPython target = new TargetPython(3, 12, new GlibcVersion(2, 36), "amd64");
      assertThatThrownBy(
              () ->
                  agents.resolve(
                      agent,
                      target,
                      List.of(
                          new Distribution("protobuf", "6.33.0"),
                          new Distribution("wrapt", "2.0.0"))))
          .hasMessageContainingAll("DA-706", "wrapt: the image has 2.0.0", "wants wrapt<2");
    }
  }
}
