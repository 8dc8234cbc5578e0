package io.github.difyarms.mojo;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.arms.Mirrors;
import io.github.difyarms.arms.Network;
import io.github.difyarms.arms.PipIndex;
import io.github.difyarms.component.AgentBaking;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.python.AgentSource;
import io.github.difyarms.python.PythonAgents;
import io.github.difyarms.python.PythonIndex;
import io.github.difyarms.python.PythonProbe;
import io.github.difyarms.python.PythonSettings;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.ToolchainListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns parameters into what puts the Python agent into an image. */
final class PythonParts {
  private static final String INDEX = "PIP_INDEX_URL";

  private final Parameters parameters;
  private final Map<String, String> environment;
  private final Map<String, String> proxies;
  private final boolean offline;
  private final LockUse lock;

  /**
   * Creates the view.
   *
   * @param environment this process's environment
   * @param proxies the variables that tell child processes of proxies
   * @param offline whether only this machine may be asked
   * @param lock what the agent is held to
   */
  PythonParts(
      Parameters parameters,
      Map<String, String> environment,
      Map<String, String> proxies,
      boolean offline,
      LockUse lock) {
    this.parameters = parameters;
    this.environment = Map.copyOf(environment);
    this.proxies = Map.copyOf(proxies);
    this.offline = offline;
    this.lock = lock;
  }

  /** Returns the secrets in addresses that child processes see, for hiding them. */
  List<String> secrets() {
    return Stream.of(
            parameters.text("api.pipIndexUrl"),
            parameters.text("api.agentUrl"),
            Optional.ofNullable(environment.get(INDEX)),
            Optional.ofNullable(environment.get("PIP_EXTRA_INDEX_URL")))
        .flatMap(Optional::stream)
        .flatMap(text -> SafeUrl.secrets(text).stream())
        .distinct()
        .toList();
  }

  /**
   * Puts it together; nothing is fetched or run yet.
   *
   * @param root the cache's folder
   * @param lookOnly whether nothing is to be made
   */
  AgentBaking baking(
      AgentSettings agent,
      Path root,
      Downloads downloads,
      Commands commands,
      boolean lookOnly,
      BuildLog log) {
    return new AgentBaking(
        new PythonAgents(
            root,
            settings(agent),
            downloads,
            commands,
            ToolchainListener.of(log::note, log::warning)),
        chosen(agent),
        parameters.choice("api.instrumentors", "remove", "keep").equals("remove"),
        lookOnly && !lock.anew());
  }

  /** Returns which agent the user asks for, without secrets. */
  String chosen(AgentSettings agent) {
    return agent
        .agentVersion()
        .or(() -> agent.agentUrl().map(url -> SafeUrl.of(URI.create(url))))
        .orElse("newest of " + agent.region());
  }

  PythonSettings settings(AgentSettings agent) {
    Network network = Network.parse(parameters.textOrDefault("network"));
    return new PythonSettings(
        new AgentSource(
            agent.agentAddresses(network),
            agent.agentSha256(),
            // With a hash nobody on the way can change it.
            agent.agentSha256().isPresent()
                && agent.agentUrl().filter(url -> url.startsWith("http:")).isPresent()),
        index(agent),
        lock.agentPins(DifyApi.ID),
        parameters.text("python.executable"),
        environment,
        proxies,
        offline,
        lock.anew());
  }

  /** What this machine is set up with goes before what is usual in a region. */
  private PythonIndex index(AgentSettings agent) {
    Optional<String> given = parameters.text("api.pipIndexUrl");
    Optional<String> own = Optional.ofNullable(environment.get(INDEX)).filter(s -> !s.isBlank());
    if (given.isEmpty() && own.isPresent()) {
      return new PythonIndex(
          own,
          Optional.ofNullable(environment.get("PIP_TRUSTED_HOST")),
          INDEX + " in the environment");
    }
    PipIndex index =
        given.isPresent()
            ? PipIndex.given(given.get(), Optional.empty())
            : PipIndex.byMirrors(
                Mirrors.parse(parameters.textOrDefault("mirrors")), agent.region());
    return new PythonIndex(index.url(), index.trustedHost(), index.origin());
  }

  /**
   * Puts together what only looks.
   *
   * @param root the cache's folder
   * @param scratch a folder for Python to run in
   */
  PythonProbe probe(
      AgentSettings agent,
      Path root,
      Path scratch,
      Downloads downloads,
      Commands commands,
      BuildLog log) {
    return new PythonProbe(
        root,
        scratch,
        settings(agent),
        downloads,
        commands,
        ToolchainListener.of(log::note, log::warning));
  }
}
