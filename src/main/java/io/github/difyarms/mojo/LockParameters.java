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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the parameters say of the lock. */
final class LockParameters {
  private static final String UPDATE = "lock.update";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@,=+%-]*");

  /** What would be no secret any more, or belongs to one call of the goal only. */
  private static final Set<String> NOT_TOLD =
      Set.of(UPDATE, "outputFormat", "from.auth.password", "to.auth.password");

  private LockParameters() {}

  static LockFile file(Parameters parameters, Path directory) {
    return new LockFile(
        parameters.path("lock.file", directory).orElseGet(() -> directory.resolve(LockFile.NAME)));
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

  /** Returns the machines whose tools are looked at: this one, unless others are named. */
  static List<Host> hosts(Parameters parameters) {
    List<String> names = parameters.list("lock.hosts");
    if (names.isEmpty()) {
      return List.of(Host.current());
    }
    return names.stream()
        .map(
            name ->
                Host.parse(name)
                    .orElseThrow(
                        () ->
                            Parameters.invalid(
                                "lock.hosts",
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
    List<String> arguments = new ArrayList<>();
    for (Parameter parameter : ParameterTable.parameters()) {
      String value = user.getProperty(parameter.property());
      if (value != null
          && parameter.goals().contains(Goal.LOCK.id())
          && !NOT_TOLD.contains(parameter.path())
          && SafeUrl.secrets(value).isEmpty()
          && !value.contains("?")) { // a query may be a signature
        String argument = "-D" + parameter.property() + "=" + value;
        arguments.add(
            PLAIN.matcher(argument).matches()
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'");
      }
    }
    return new RenewCommand(arguments);
  }
}
