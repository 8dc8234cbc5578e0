package io.github.difyarms.mojo;

import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.lock.AgentChoice;
import io.github.difyarms.lock.LockFile;
import io.github.difyarms.lock.RenewCommand;
import io.github.difyarms.lock.Selection;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.toolchain.Host;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the parameters say of the lock. */
final class LockParameters {
  private static final String UPDATE = "lock.update";
  private static final String HOSTS = "lock.hosts";

  /** What belongs to one call of a goal only. */
  private static final Set<String> NOT_TOLD = Set.of(UPDATE, HOSTS, "outputFormat");

  private static final Set<String> PASSWORDS = Set.of("from.auth.password", "to.auth.password");

  /** Stands for a value that is not shown, so that a person sees that something belongs there. */
  private static final String HOLE = "…";

  private LockParameters() {}

  static LockFile file(Parameters parameters, Path directory) {
    return new LockFile(
        parameters.path("lock.file", directory).orElseGet(() -> directory.resolve(LockFile.NAME)));
  }

  /** Returns whether the user says where the lock is. */
  static boolean named(Parameters parameters) {
    return parameters.text("lock.file").isPresent();
  }

  /** Returns the agents that are asked for, by component. */
  static Map<String, AgentChoice> agents(Parameters parameters) {
    AgentChoice go =
        new AgentChoice(
            parameters.text("instgo.agentVersion").orElse(AgentChoice.NEWEST), Optional.empty());
    AgentChoice python =
        new AgentChoice(
            parameters
                .text("api.agentVersion")
                .or(() -> parameters.text("api.agentUrl").map(LockParameters::shown))
                .orElse(AgentChoice.NEWEST),
            parameters.text("api.agentSha256"));
    return Map.of(DifyApi.ID, python, PluginDaemon.ID, go, Sandbox.ID, go);
  }

  private static String shown(String url) {
    try {
      return SafeUrl.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw Parameters.invalid("api.agentUrl", "…", "it is no address"); // it may hold a password
    }
  }

  /** Returns whether another Go than the newest patch is asked for. */
  static boolean choosesGo(Parameters parameters) {
    return parameters.text("go.version").filter(text -> !text.matches("\\d+\\.\\d+")).isPresent();
  }

  static Selection selection(Parameters parameters) {
    List<String> choices = Selection.choices(Arrays.stream(Part.values()).map(Part::id).toList());
    List<String> names = parameters.list(UPDATE);
    for (String name : names) {
      if (!choices.contains(name)) {
        throw Parameters.invalid(UPDATE, name, "it takes " + String.join(", ", choices));
      }
    }
    return new Selection(new TreeSet<>(names));
  }

  /**
   * Returns the machines whose tools are looked at: those that are named, or else this one and some
   * others.
   *
   * @param others names of machines; those there is no instgo for are passed over
   */
  static List<Host> hosts(Parameters parameters, Set<String> others) {
    List<String> names = parameters.list(HOSTS);
    if (names.isEmpty()) {
      return Stream.concat(
              Stream.of(Host.current()), others.stream().flatMap(name -> Host.parse(name).stream()))
          .distinct()
          .toList();
    }
    return names.stream()
        .map(
            name ->
                Host.parse(name)
                    .orElseThrow(
                        () ->
                            Parameters.invalid(
                                HOSTS,
                                name,
                                "it takes linux-amd64, linux-arm64, darwin-amd64, darwin-arm64")))
        .distinct()
        .toList();
  }

  /**
   * Returns the command that renews a lock, with what was given on this command line.
   *
   * @param user the user properties
   */
  static RenewCommand command(Properties user) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Parameter parameter : ParameterTable.parameters()) {
      String value = user.getProperty(parameter.property());
      if (value != null
          && parameter.goals().contains(Goal.LOCK.id())
          && !NOT_TOLD.contains(parameter.path())) {
        properties.put(parameter.property(), open(parameter, value) ? value : HOLE);
      }
    }
    return new RenewCommand(properties);
  }

  private static boolean open(Parameter parameter, String value) {
    return !PASSWORDS.contains(parameter.path())
        && SafeUrl.secrets(value).isEmpty()
        && !value.contains("?"); // a query may be a signature
  }
}
