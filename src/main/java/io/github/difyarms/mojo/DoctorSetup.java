package io.github.difyarms.mojo;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.Hosts;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.probe.BaseCheckup;
import io.github.difyarms.probe.CacheCheckup;
import io.github.difyarms.probe.Checkup;
import io.github.difyarms.probe.CompilerCheckup;
import io.github.difyarms.probe.GoCheckup;
import io.github.difyarms.probe.Group;
import io.github.difyarms.probe.InstgoCheckup;
import io.github.difyarms.probe.KeyCheckup;
import io.github.difyarms.probe.MachineCheckup;
import io.github.difyarms.probe.PythonCheckup;
import io.github.difyarms.probe.SettingsCheckup;
import io.github.difyarms.probe.SourceCheckup;
import io.github.difyarms.probe.TargetCheckup;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import io.github.difyarms.source.Revisions;
import io.github.difyarms.source.SourceListener;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.Sources;
import io.github.difyarms.toolchain.CToolchains;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.Instgos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** The checkups that a run's parameters ask for, and what they work with. */
final class DoctorSetup implements AutoCloseable {
  /** A failure that lasts is told, one that passes is not worth a line. */
  private static final int MOST_RETRIES = 1;

  private final Parameters parameters;
  private final AbstractDifyArmsMojo.Invocation invocation;
  private final Requests requests;
  private final List<Part> parts;
  private final boolean offline;
  private final Credentials credentials;
  private final List<String> warnings = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpOptions options;
  private final RegistryClient client;
  private final String maven;
  private final Path scratch;

  private DoctorSetup(
      Parameters parameters,
      AbstractDifyArmsMojo.Invocation invocation,
      MavenSession session,
      SettingsDecrypter decrypter)
      throws IOException {
    this.parameters = parameters;
    this.invocation = invocation;
    this.requests = new Requests(parameters, invocation, System.getenv());
    this.parts = parts(parameters, requests);
    this.offline = parameters.flagIfGiven("offline").orElse(session.isOffline());
    this.credentials = Credentials.of(parameters, session, decrypter, warnings());
    this.options =
        Service.options(parameters, credentials)
            .withRetries(Math.min(MOST_RETRIES, parameters.number("retries", 0, 20)));
    this.client =
        new RegistryClient(
            new HttpTransport(options, NetListener.silent()),
            RegistryOptions.defaults().withTokenHosts(Set.copyOf(parameters.list("to.tokenHosts"))),
            NetListener.silent());
    this.maven = String.valueOf(session.getSystemProperties().getProperty("maven.version"));
    this.scratch = Files.createTempDirectory("dify-arms-doctor");
    open.push(client);
  }

  static DoctorSetup open(
      Parameters parameters,
      AbstractDifyArmsMojo.Invocation invocation,
      MavenSession session,
      SettingsDecrypter decrypter)
      throws IOException {
    return new DoctorSetup(parameters, invocation, session, decrypter);
  }

  /** Where nothing says which parts are meant, all are looked at. */
  private static List<Part> parts(Parameters parameters, Requests requests) {
    boolean named =
        Stream.concat(
                Stream.of("components", "difyVersion"),
                Arrays.stream(Part.values()).map(part -> part.parameter("from.image")))
            .anyMatch(path -> parameters.text(path).isPresent());
    return named ? requests.parts() : Arrays.asList(Part.values());
  }

  private BuildLog warnings() {
    return new BuildLog() {
      @Override
      public void warning(String text) {
        warnings.add(text);
      }
    };
  }

  /** Returns how long all checkups may take: one silence, and room for the rest. */
  Duration limit() {
    return options.stallTimeout().plusSeconds(20);
  }

  /** Returns the checkups in the order of the report. */
  List<Checkup> checkups() {
    List<Checkup> all = new ArrayList<>();
    Path cache = requests.cacheDirectory();
    all.add(new MachineCheckup(maven, requests.outputDirectory(), cache));
    all.add(new SettingsCheckup(warnings));
    all.add(new CacheCheckup(cache));
    try {
      all.add(python(cache));
    } catch (DifyArmsException e) {
      all.add(Checkup.stopped(Group.TOOLS, "python", e));
    }
    try {
      all.addAll(go(cache));
    } catch (DifyArmsException e) {
      all.add(Checkup.stopped(Group.TOOLS, "go", e));
    }
    all.addAll(bases());
    all.addAll(targets());
    return all;
  }

  private Checkup python(Path cache) {
    if (!parts.contains(Part.API)) {
      return Checkup.skipped(Group.TOOLS, "python", "dify-api is not built, so none is needed");
    }
    if (!AgentParameters.baked(parameters)) {
      return Checkup.skipped(
          Group.TOOLS, "python", "api.agent is startup, so no Python is needed here");
    }
    PythonParts python =
        new PythonParts(
            parameters,
            System.getenv(),
            credentials.proxies().environment(),
            offline,
            LockUse.none());
    AgentSettings agent = AgentParameters.bakedAgent(parameters, note -> {}, warning -> {});
    Commands commands = credentials.commands(python.secrets());
    open.push(commands);
    List<String> notes = new CopyOnWriteArrayList<>();
    return new PythonCheckup(
        python.probe(agent, cache, scratch, downloads(), commands, notesTo(notes)), () -> notes);
  }

  private HttpTransport transport() {
    HttpTransport transport = new HttpTransport(options, NetListener.silent());
    open.push(transport);
    return transport;
  }

  private Downloads downloads() {
    return downloads(transport());
  }

  private Downloads downloads(HttpTransport transport) {
    return new Downloads(transport, NetListener.silent(), DownloadProgress.silent(), offline);
  }

  private static BuildLog notesTo(List<String> notes) {
    return new BuildLog() {
      @Override
      public void note(String text) {
        notes.add(text);
      }
    };
  }

  private List<Checkup> go(Path cache) {
    List<Part> built = parts.stream().filter(part -> part != Part.API).toList();
    if (built.isEmpty()) {
      return List.of(
          Checkup.skipped(Group.TOOLS, "go", "only dify-api is built, which needs none"));
    }
    HttpTransport transport = transport();
    GoParts go =
        new GoParts(
            parameters,
            invocation.directory(),
            System.getenv(),
            credentials.proxies().environment(),
            offline,
            LockUse.none());
    List<String> secrets = new ArrayList<>(go.secrets());
    credentials.licenseKey().ifPresent(secrets::add);
    Commands commands = credentials.commands(secrets);
    open.push(commands);
    Downloads downloads = downloads(transport);
    List<String> notes = new CopyOnWriteArrayList<>();
    BuildLog log = notesTo(notes);
    List<Checkup> all = new ArrayList<>();
    // Nothing is kept: the cache of a user who only asks is not begun.
    all.add(new GoCheckup(go.toolchains(scratch, downloads, commands, log), () -> notes));
    List<String> ofInstgo = new CopyOnWriteArrayList<>();
    all.add(
        new InstgoCheckup(
            new Instgos(cache, downloads, commands, ofInstgo::add), go.instgo(), () -> ofInstgo));
    all.add(key());
    all.add(compilers(go, built, commands));
    Sources sources =
        new Sources(cache.resolve("sources"), transport, SourceListener.silent(), offline);
    built.forEach(part -> all.add(source(part, go, sources)));
    return all;
  }

  private Checkup key() {
    String server = parameters.textOrDefault("licenseKeyServer");
    boolean environment =
        !Optional.ofNullable(System.getenv(Credentials.LICENSE_KEY)).orElse("").isBlank();
    String origin =
        environment
            ? Credentials.LICENSE_KEY + " in the environment"
            : "settings.xml server " + server;
    return new KeyCheckup(credentials.licenseKey().map(key -> origin), server);
  }

  private Checkup compilers(GoParts go, List<Part> built, Commands commands) {
    if (!built.contains(Part.SANDBOX) || !go.compilesLibraries()) {
      return Checkup.skipped(
          Group.TOOLS, "compiler", "sandbox.instrument is not all, so no C compiler is needed");
    }
    return new CompilerCheckup(
        new CToolchains(commands, System.getenv(), Map.of()),
        Host.current(),
        requests.platforms().stream().map(Platform::architecture).distinct().toList());
  }

  private Checkup source(Part part, GoParts go, Sources sources) {
    SourceLocation location = part == Part.SANDBOX ? go.sandbox().source() : go.daemon().source();
    Optional<String> revision =
        parameters
            .text(part.parameter("revision"))
            .or(
                () ->
                    requests.baseIfKnown(part).flatMap(ImageReference::tag).flatMap(Revisions::of));
    return new SourceCheckup(part.id(), sources, location, revision);
  }

  private List<Checkup> bases() {
    Map<String, List<ImageReference>> byRegistry = new LinkedHashMap<>();
    for (Part part : parts) {
      requests
          .baseIfKnown(part)
          .ifPresent(
              image ->
                  byRegistry
                      .computeIfAbsent(image.registry(), key -> new ArrayList<>())
                      .add(image));
    }
    if (byRegistry.isEmpty()) {
      return List.of(Checkup.skipped(Group.BASE, "base", "difyVersion is not set"));
    }
    return byRegistry.entrySet().stream()
        .map(
            entry ->
                unreachable(entry.getKey())
                    ? notAsked(Group.BASE, "base", entry.getKey())
                    : new BaseCheckup(
                        client, credentials.from(), entry.getValue(), Clock.systemUTC()))
        .toList();
  }

  private List<Checkup> targets() {
    if (parameters.text("to.layout").isPresent()) {
      return List.of(
          Checkup.skipped(Group.TARGET, "target", "to.layout is set, so nothing is pushed"));
    }
    Map<String, List<TargetCheckup.Route>> byRegistry = new LinkedHashMap<>();
    for (Part part : parts) {
      requests
          .repositoryIfKnown(part)
          .ifPresent(
              repository ->
                  byRegistry
                      .computeIfAbsent(repository.registry(), key -> new ArrayList<>())
                      .add(new TargetCheckup.Route(repository, requests.baseIfKnown(part))));
    }
    if (byRegistry.isEmpty()) {
      return List.of(Checkup.skipped(Group.TARGET, "target", "to.registry is not set"));
    }
    return byRegistry.entrySet().stream()
        .map(
            entry ->
                unreachable(entry.getKey())
                    ? notAsked(Group.TARGET, "target", entry.getKey())
                    : new TargetCheckup(
                        client,
                        credentials.to(),
                        credentials.from(),
                        entry.getValue(),
                        Clock.systemUTC()))
        .toList();
  }

  private boolean unreachable(String registry) {
    return offline && !Hosts.loopback(Hosts.host(registry));
  }

  private static Checkup notAsked(Group group, String name, String registry) {
    return Checkup.skipped(group, name, registry + " is not asked, because Maven runs offline");
  }

  @Override
  public void close() throws IOException {
    Service.closeAll(open);
    PathUtils.deleteDirectory(scratch);
  }
}
