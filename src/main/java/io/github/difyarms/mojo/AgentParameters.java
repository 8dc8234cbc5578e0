package io.github.difyarms.mojo;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.arms.BakedAgent;
import io.github.difyarms.arms.BakedFragment;
import io.github.difyarms.arms.InstallFragment;
import io.github.difyarms.arms.Mirrors;
import io.github.difyarms.arms.PipIndex;
import io.github.difyarms.arms.Region;
import io.github.difyarms.arms.Regions;
import io.github.difyarms.component.AgentBaking;
import io.github.difyarms.component.ApiSettings;
import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.model.Product;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** Turns the {@code api.*} parameters into what dify-api's script gets. */
final class AgentParameters {
  private AgentParameters() {}

  /** Returns whether the agent is put into the image. */
  static boolean baked(Parameters parameters) {
    return parameters.choice("api.agent", "startup", "baked").equals("baked");
  }

  /** Returns what the script of an agent gets that a starting container installs. */
  static ApiSettings settings(
      Parameters parameters, Path directory, Consumer<String> notes, Consumer<String> warnings) {
    AgentSettings agent = agent(parameters, notes, warnings);
    return new ApiSettings(
        instrumentations(
            parameters,
            process ->
                new Instrumentation(
                    InstallFragment.block(agent, process.id()), InstallFragment.PREFIX)),
        parameters.path("api.script", directory),
        labels(agent, processes(parameters)));
  }

  /** Makes what puts an agent into an image. */
  @FunctionalInterface
  interface Bakery {
    AgentBaking of(AgentSettings agent);
  }

  /** Returns what the script of an agent gets that is put into the image. */
  static ApiSettings baked(
      Parameters parameters,
      Path directory,
      Consumer<String> notes,
      Consumer<String> warnings,
      Bakery bakery) {
    AgentSettings agent = bakedAgent(parameters, notes, warnings);
    SortedMap<String, String> labels = labels(agent, processes(parameters));
    labels.put(Product.LABEL_PREFIX + "agent.install", "baked");
    return new ApiSettings(
        Map.of(),
        parameters.path("api.script", directory),
        labels,
        Optional.of(
            new ApiSettings.Baked(
                bakery.of(agent),
                values -> {
                  BakedAgent baked =
                      new BakedAgent(
                          AgentBaking.DIRECTORY,
                          values.agent().name(),
                          values.agent().version(),
                          values.python(),
                          values.removed());
                  return instrumentations(
                      parameters,
                      process ->
                          new Instrumentation(
                              BakedFragment.block(agent, process.id(), baked),
                              BakedFragment.PREFIX));
                })));
  }

  /** Returns the settings of an agent that is put into an image. */
  static AgentSettings bakedAgent(
      Parameters parameters, Consumer<String> notes, Consumer<String> warnings) {
    AgentSettings agent = agent(parameters, notes, warnings);
    if (agent.install() == AgentSettings.Install.VENV) {
      throw Parameters.invalid(
          "api.install", "venv", "with api.agent=baked the agent has a directory of its own");
    }
    for (String path : List.of("api.bootstrapVersion", "api.installTimeout")) {
      if (parameters.text(path).isPresent()) {
        notes.accept("api: " + path + " has no meaning with api.agent=baked");
      }
    }
    return agent;
  }

  private static Map<Process, Instrumentation> instrumentations(
      Parameters parameters, Function<Process, Instrumentation> instrumentation) {
    Map<Process, Instrumentation> instrumentations = new EnumMap<>(Process.class);
    for (Process process : processes(parameters)) {
      instrumentations.put(process, instrumentation.apply(process));
    }
    return instrumentations;
  }

  private static List<Process> processes(Parameters parameters) {
    List<Process> processes =
        parameters.list("api.processes").stream().map(Process::parse).toList();
    if (processes.isEmpty()) {
      throw Parameters.invalid("api.processes", "", "name at least one of api, worker, beat");
    }
    return processes;
  }

  private static AgentSettings agent(
      Parameters parameters, Consumer<String> notes, Consumer<String> warnings) {
    Region region = Regions.parse(parameters.textOrDefault("region"));
    region.note().ifPresent(notes);
    AgentSettings.Builder agent = AgentSettings.builder(region);
    parameters.text("api.agentVersion").ifPresent(agent::agentVersion);
    parameters.text("api.agentUrl").ifPresent(agent::agentUrl);
    if (!baked(parameters)
        && parameters.text("api.agentUrl").filter(url -> url.indexOf('?') >= 0).isPresent()) {
      warnings.accept(
          "api: api.agentUrl has a query, which stands readable in the image's start script; if it is a"
              + " signature, set PYTHON_AGENT_PATH in the container instead");
    }
    parameters.text("api.agentSha256").ifPresent(agent::agentSha256);
    parameters.text("api.bootstrapVersion").ifPresent(agent::bootstrapVersion);
    Mirrors mirrors = Mirrors.parse(parameters.textOrDefault("mirrors"));
    agent.pipIndex(
        parameters
            .text("api.pipIndexUrl")
            .map(url -> PipIndex.given(url, Optional.empty()))
            .orElseGet(() -> PipIndex.byMirrors(mirrors, region)));
    return agent
        .installTimeout(parameters.number("api.installTimeout", 1, 9999))
        .install(AgentSettings.Install.parse(parameters.textOrDefault("api.install")))
        .onAgentFailure(
            AgentSettings.OnAgentFailure.parse(parameters.textOrDefault("api.onAgentFailure")))
        .difySpans(parameters.flag("api.difySpans"))
        .build();
  }

  private static SortedMap<String, String> labels(AgentSettings agent, List<Process> processes) {
    SortedMap<String, String> labels = new TreeMap<>();
    String version =
        agent
            .agentVersion()
            .or(() -> agent.agentUrl().map(AgentParameters::withoutQuery))
            .orElse("newest of " + agent.region() + " when the container starts");
    labels.put(Product.LABEL_PREFIX + "agent.python", version);
    labels.put(
        Product.LABEL_PREFIX + "agent.install", agent.install().name().toLowerCase(Locale.ROOT));
    labels.put(
        Product.LABEL_PREFIX + "agent.processes",
        String.join(",", new TreeSet<>(processes.stream().map(Process::id).toList())));
    labels.put(Product.LABEL_PREFIX + "region", agent.region().id());
    return labels;
  }

  /** A query may be a signature; labels are public. */
  private static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
