package io.github.difyarms.mojo;

import io.github.difyarms.arms.Mirrors;
import io.github.difyarms.arms.ModuleProxy;
import io.github.difyarms.arms.Network;
import io.github.difyarms.arms.Region;
import io.github.difyarms.arms.Regions;
import io.github.difyarms.component.CompileSettings;
import io.github.difyarms.component.DaemonSettings;
import io.github.difyarms.component.GoTools;
import io.github.difyarms.component.GoWorkshop;
import io.github.difyarms.component.ProgramCache;
import io.github.difyarms.component.SandboxSettings;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.Sources;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.toolchain.BuildSlots;
import io.github.difyarms.toolchain.CToolchains;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.GoSettings;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.Instgos;
import io.github.difyarms.toolchain.ToolchainListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns the parameters of the Go components into the workshop that compiles them. */
final class GoParts {
  /** Of two flags of a kind Go takes the last. */
  private static final Pattern OURS = Pattern.compile("--?(ldflags|o|C)(=|$)");

  private final Parameters parameters;
  private final Path directory;
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
   * @param lock what the tools are held to
   */
  GoParts(
      Parameters parameters,
      Path directory,
      Map<String, String> environment,
      Map<String, String> proxies,
      boolean offline,
      LockUse lock) {
    this.lock = lock;
    this.parameters = parameters;
    this.directory = directory;
    this.environment = Map.copyOf(environment);
    this.proxies = Map.copyOf(proxies);
    this.offline = offline;
  }

  DaemonSettings daemon() {
    return new DaemonSettings(
        source(Part.PLUGIN_DAEMON),
        parameters.text(Part.PLUGIN_DAEMON.parameter("revision")),
        parameters.flag(Part.PLUGIN_DAEMON.parameter("monitorPythonPlugins")));
  }

  SandboxSettings sandbox() {
    return new SandboxSettings(
        source(Part.SANDBOX),
        parameters.text(Part.SANDBOX.parameter("revision")),
        parameters.choice(Part.SANDBOX.parameter("instrument"), "main", "all").equals("all")
            ? SandboxSettings.Instrument.ALL
            : SandboxSettings.Instrument.MAIN);
  }

  /** Returns whether the sandbox's two libraries are compiled too, which takes a C compiler. */
  boolean compilesLibraries() {
    return sandbox().instrument() == SandboxSettings.Instrument.ALL;
  }

  private SourceLocation source(Part part) {
    String parameter = part.parameter("source");
    return SourceLocation.parse(parameters.textOrDefault(parameter), directory, parameter);
  }

  /** Returns the secrets in addresses that child processes see, for hiding them. */
  List<String> secrets() {
    return Stream.of(
            parameters.text("go.proxy"),
            variable("GOPROXY"),
            variable("GOSUMDB"),
            parameters.text("instgo.url"),
            parameters.text(Part.PLUGIN_DAEMON.parameter("source")),
            parameters.text(Part.SANDBOX.parameter("source")))
        .flatMap(Optional::stream)
        .flatMap(text -> SafeUrl.secrets(text).stream())
        .distinct()
        .toList();
  }

  /** Warns of secrets where others can read them, as of {@code to.auth.password}. */
  private void warnOfSecrets(BuildLog log) {
    for (String path :
        List.of(
            "go.proxy",
            "instgo.url",
            Part.PLUGIN_DAEMON.parameter("source"),
            Part.SANDBOX.parameter("source"))) {
      if (parameters.text(path).filter(text -> !SafeUrl.secrets(text).isEmpty()).isPresent()) {
        log.warning(
            path
                + " holds a user name or password, in a POM or on a command line, where others can"
                + " read it; GOPROXY in the environment, a mirror without login or a local copy are"
                + " safer");
      }
    }
  }

  /**
   * Returns the way to Go.
   *
   * @param root the cache's folder
   */
  GoToolchains toolchains(Path root, Downloads downloads, Commands commands, BuildLog log) {
    Region region = Regions.parse(parameters.textOrDefault("region"));
    return new GoToolchains(
        root,
        downloads,
        commands,
        goSettings(region),
        Host.current(),
        ToolchainListener.of(log::note, log::warning));
  }

  /**
   * Puts the tools together; nothing is fetched or run yet.
   *
   * @param transport for sources and downloads, apart from the registries' so that traffic is
   *     counted apart
   * @param output where results that do not go into an image are kept
   * @param lookOnly whether nothing is to be made
   */
  GoWorkshop workshop(
      HttpTransport transport,
      Downloads downloads,
      Commands commands,
      GoToolchains toolchains,
      Optional<String> licenseKey,
      BuildCache cache,
      Path output,
      boolean lookOnly,
      BuildLog log) {
    Host host = Host.current();
    Region region = Regions.parse(parameters.textOrDefault("region"));
    region.note().ifPresent(log::note);
    warnOfSecrets(log);
    Path root = cache.folder("");
    GoTools go =
        new GoTools(
            host,
            new Sources(cache.folder("sources"), transport, new LoggedSources(log), offline),
            toolchains,
            new Instgos(root, downloads, commands, log::note),
            pinned(instgo(region, host)),
            commands,
            new CToolchains(commands, environment, Map.of()),
            BuildSlots.ofMachine(),
            new ProgramCache(cache.folder("programs"), log::note),
            lock.memory(new CacheMemory(cache)),
            cache.folder("scratch"),
            output);
    return new GoWorkshop(
        go,
        settings(region, licenseKey),
        new LoggedCompiling(log),
        lookOnly,
        lock.goPins(host.name()));
  }

  /**
   * Returns the way to hashes of tools.
   *
   * @param root the cache's folder
   */
  ToolHashes hashes(
      Path root, Downloads downloads, Commands commands, GoToolchains toolchains, BuildLog log) {
    Region region = Regions.parse(parameters.textOrDefault("region"));
    return new ToolHashes(
        toolchains,
        new Instgos(root, downloads, commands, log::note),
        host -> instgo(region, host));
  }

  /** What the user gives goes before what is locked, and has to be the same. */
  private InstgoRequest pinned(InstgoRequest request) {
    return new InstgoRequest(
        request.address(),
        request.allowHttp(),
        request.sha256().or(() -> lock.instgo(request.host().name())),
        request.host());
  }

  private CompileSettings settings(Region region, Optional<String> licenseKey) {
    return new CompileSettings(
        region.id(),
        parameters.text("instgo.agentVersion"),
        arguments("instgo.setArgs"),
        arguments("instgo.extraArgs"),
        parameters.text("go.version"),
        parameters.flagIfGiven("go.trimpath").orElse(true),
        licenseKey);
  }

  /** Arguments are separated by blanks, as GOFLAGS are. */
  List<String> arguments(String parameter) {
    String text = parameters.textIfAny(parameter);
    if (text.equals("none")) {
      return List.of();
    }
    List<String> arguments =
        Arrays.stream(text.split("\\s+", -1)).filter(argument -> !argument.isEmpty()).toList();
    for (String argument : arguments) {
      if (OURS.matcher(argument).lookingAt()) {
        throw Parameters.invalid(
            parameter,
            argument,
            "the build sets -ldflags, -o and -C itself: the version would be lost, or the result");
      }
      if (argument.toLowerCase(java.util.Locale.ROOT).contains("licensekey")) {
        throw Parameters.invalid(
            parameter,
            "…",
            "a licence key has no place in arguments, which everyone on the machine can read: give it"
                + " as ARMS_LICENSE_KEY or in settings.xml");
      }
    }
    return arguments;
  }

  /** Returns which instgo is wanted on this machine. */
  InstgoRequest instgo() {
    return instgo(Regions.parse(parameters.textOrDefault("region")), Host.current());
  }

  private InstgoRequest instgo(Region region, Host host) {
    Network network = Network.parse(parameters.textOrDefault("network"));
    URI address =
        parameters
            .text("instgo.url")
            .map(text -> given(text, region, host))
            .orElseGet(
                () -> region.instgoAddress(network.endpoint(), host.os(), host.architecture()));
    return new InstgoRequest(
        address, parameters.flag("instgo.allowHttp"), parameters.text("instgo.sha256"), host);
  }

  private static URI given(String text, Region region, Host host) {
    try {
      URI address = new URI(host.expand(text).replace("{region}", region.id()));
      if (address.getHost() != null && String.valueOf(address.getScheme()).startsWith("http")) {
        return address;
      }
      throw invalidUrl("it is written https://HOST/PATH/instgo-{os}-{arch}");
    } catch (java.net.URISyntaxException e) {
      throw invalidUrl(e.getReason());
    }
  }

  /** The value is not shown: it may hold a password. */
  private static DifyArmsException invalidUrl(String why) {
    return Parameters.invalid("instgo.url", "…", why);
  }

  private GoSettings goSettings(Region region) {
    ModuleProxy proxy =
        ModuleProxy.choose(
            parameters.text("go.proxy"),
            variable("GOPROXY"),
            variable("GOSUMDB"),
            Mirrors.parse(parameters.textOrDefault("mirrors")),
            region);
    return new GoSettings(
        offline ? "off" : proxy.proxy(),
        proxy.sumdb(),
        variable("GONOSUMDB").orElse(""),
        variable("GOPRIVATE").orElse(""),
        proxies,
        environment);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
