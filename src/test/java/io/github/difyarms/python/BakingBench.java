package io.github.difyarms.python;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.arms.BakedAgent;
import io.github.difyarms.arms.BakedFragment;
import io.github.difyarms.arms.Regions;
import io.github.difyarms.component.AgentBaking;
import io.github.difyarms.component.ApiSettings;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.Notes;
import io.github.difyarms.testing.Workshop;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** dify-api as {@code api.agent=baked} makes it, with real uv and pip. */
final class BakingBench implements AutoCloseable {
  private final PythonSettings settings;
  private final Path tools;
  private final Notes notes = new Notes();
  private final Commands commands = new Commands(Redaction.none());
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), notes, notes);

  /**
   * Creates the bench.
   *
   * @param tools the cache with uv and pip in it, or for them to come to
   * @param agent where the agent's tarball is handed out
   * @param index the package index, if not this machine's own
   * @param python the Python that uv and pip run beside, if not any
   */
  BakingBench(Path tools, String agent, Optional<String> index, Optional<String> python) {
    PythonSettings usual = RealPythonTools.settings(index);
    this.tools = tools;
    this.settings =
        new PythonSettings(
            new AgentSource(List.of(agent), Optional.empty(), false),
            usual.index(),
            usual.pins(),
            python,
            usual.environment(),
            index.isPresent() ? Map.of() : usual.proxies(),
            false,
            false);
  }

  /** Returns uv and pip. */
  PythonTools tools() {
    IndexChoice index = IndexChoice.of(settings.index(), settings.environment());
    return new PythonTools(tools, commands, settings, index);
  }

  /**
   * Makes a workshop bake.
   *
   * @param cache where the agent and its wheels are kept
   */
  Workshop in(Workshop workshop, Path cache) {
    Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent(), false);
    Agents agents = new PythonAgents(cache, settings, downloads, text -> {}, tools());
    AgentBaking baking = new AgentBaking(agents, "the test's", true, false);
    ApiSettings baked =
        new ApiSettings(
            Map.of(),
            Optional.empty(),
            new TreeMap<>(),
            Optional.of(new ApiSettings.Baked(baking, BakingBench::launch)));
    return workshop.with(Map.<String, Component>of(DifyApi.ID, new DifyApi(baked)));
  }

  private static Map<Process, Instrumentation> launch(AgentBaking.Values values) {
    BakedAgent agent =
        new BakedAgent(
            AgentBaking.DIRECTORY,
            values.agent().name(),
            values.agent().version(),
            values.python(),
            values.removed());
    AgentSettings settings = AgentSettings.builder(Regions.parse("cn-hangzhou")).build();
    String block = BakedFragment.block(settings, Process.API.id(), agent);
    return Map.of(Process.API, new Instrumentation(block, BakedFragment.PREFIX));
  }

  @Override
  public void close() {
    transport.close();
    commands.close();
  }
}
