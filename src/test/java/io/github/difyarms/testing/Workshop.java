package io.github.difyarms.testing;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.arms.InstallFragment;
import io.github.difyarms.arms.Regions;
import io.github.difyarms.build.Archives;
import io.github.difyarms.build.Builder;
import io.github.difyarms.build.Forecaster;
import io.github.difyarms.build.Joiner;
import io.github.difyarms.build.OfflinePlanner;
import io.github.difyarms.build.OfflineRepositories;
import io.github.difyarms.build.OutputLock;
import io.github.difyarms.build.Planner;
import io.github.difyarms.build.RegistryRepositories;
import io.github.difyarms.build.Repositories;
import io.github.difyarms.component.ApiSettings;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.PlainBuildLog;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.net.Pause;
import io.github.difyarms.registry.Credential;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The packages put together as the goal {@code build} does, for tests. */
public final class Workshop {
  /** A registry that is not on this machine. */
  public static final String UPSTREAM = "upstream.example";

  private final Path directory;
  private String agentVersion = "1.2.3";
  private int program;
  private Format format = Format.AUTO;
  private List<String> platforms = List.of("linux/amd64", "linux/arm64");
  private List<String> tags = List.of("{upstreamTag}-arms");
  private boolean index = true;
  private boolean readBack;
  private boolean force;
  private boolean failOnWarning;
  private String cache = "cache";
  private String output = "out";
  private CredentialSource credentials = CredentialSource.anonymous();
  private Map<String, Component> others = Map.of();
  private Optional<String> upstream = Optional.empty();
  private boolean offline;
  private HttpOptions http = HttpOptions.defaults().withRetries(1);
  private NetListener network = NetListener.silent();
  private Pause pause = Pause.sleeping();
  private RegistryOptions registries = RegistryOptions.defaults();
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final PlainBuildLog log = new PlainBuildLog(lines::add, lines::add);

  public Workshop(Path directory) {
    this.directory = directory;
  }

  /** Changes what the script gets, and so the result. */
  public Workshop agentVersion(String version) {
    agentVersion = version;
    return this;
  }

  /** Makes dify-api's script a program of this size, which is sent while it is compressed. */
  public Workshop program(int bytes) {
    program = bytes;
    return this;
  }

  public Workshop format(Format family) {
    format = family;
    return this;
  }

  public Workshop platforms(String... names) {
    platforms = List.of(names);
    return this;
  }

  public Workshop tags(String... names) {
    tags = List.of(names);
    return this;
  }

  /** Pushes images by digest only, as one of several machines. */
  public Workshop withoutIndex() {
    index = false;
    return this;
  }

  public Workshop readBack() {
    readBack = true;
    return this;
  }

  public Workshop force() {
    force = true;
    return this;
  }

  public Workshop failOnWarning() {
    failOnWarning = true;
    return this;
  }

  /** Reads what is named {@link #UPSTREAM} from a registry on this machine. */
  public Workshop upstream(String address) {
    upstream = Optional.of(address);
    return this;
  }

  /** Builds as with {@code -o}. */
  public Workshop offline() {
    offline = true;
    return this;
  }

  /** Speaks to registries in another way, and waits in another way between attempts. */
  public Workshop network(HttpOptions options, NetListener listener, Pause between) {
    http = options;
    network = listener;
    pause = between;
    return this;
  }

  /** Sends what is sent in chunks in chunks of this size. */
  public Workshop chunks(long bytes) {
    registries = new RegistryOptions(registries.tokenHosts(), bytes);
    return this;
  }

  /** Uses another cache, as another machine would. */
  public Workshop cache(String name) {
    cache = name;
    return this;
  }

  /** Uses another output directory, as a build beside this one would. */
  public Workshop output(String name) {
    output = name;
    return this;
  }

  public Workshop login(String user, String password) {
    return login(name -> Optional.of(new Credential(user, password, "the test")));
  }

  /** Looks for credentials there. */
  public Workshop login(CredentialSource source) {
    credentials = source;
    return this;
  }

  /** Adds components to dify-api. */
  public Workshop with(Map<String, Component> components) {
    others = components;
    return this;
  }

  /** Returns what people were told. */
  public String told() {
    return String.join("\n", lines);
  }

  public BuildResult build(String base, String target) {
    return run(base, new Target.Registry(ImageReference.parse(target), tags));
  }

  public BuildResult layout(String base, Path layout) {
    return run(base, new Target.Layout(layout, tags));
  }

  /** Builds dify-api to stay on this machine, and packs it. */
  public List<Path> tars(String base, String name) {
    ComponentRequest asked =
        new ComponentRequest(
            DifyApi.ID,
            ImageReference.parse(base),
            new Target.Local(
                directory.resolve(output).resolve("images"), ImageReference.parse(name), tags));
    BuildRequest request = request(List.of(asked));
    try {
      return Archives.write(Archives.of(request, run(request)), directory.resolve(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BuildResult run(String base, Target target) {
    return run(List.of(new ComponentRequest(DifyApi.ID, ImageReference.parse(base), target)));
  }

  /** Builds one component into a registry. */
  public BuildResult build(String component, String base, String target) {
    return run(List.of(request(component, base, target)));
  }

  public ComponentRequest request(String component, String base, String target) {
    return new ComponentRequest(
        component,
        ImageReference.parse(base),
        new Target.Registry(ImageReference.parse(target), tags));
  }

  public ComponentRequest layout(String component, String base, Path layout) {
    return new ComponentRequest(
        component, ImageReference.parse(base), new Target.Layout(layout, tags));
  }

  /** Builds several components at once. */
  public BuildResult run(List<ComponentRequest> requests) {
    return run(request(requests));
  }

  private BuildRequest request(List<ComponentRequest> requests) {
    return new BuildRequest(
        Optional.empty(),
        requests,
        platforms.stream().map(Platform::parse).toList(),
        format,
        Optional.empty(),
        directory.resolve(output),
        directory.resolve(cache),
        index,
        readBack,
        force,
        failOnWarning);
  }

  /** Foretells what {@link #run(List)} would do. */
  public Forecast forecast(List<ComponentRequest> requests) {
    return with(
        (planner, repositories, records) ->
            new Forecaster(repositories, records).of(planner.plan(request(requests))));
  }

  /** Foretells what {@link #build(String, String)} would do. */
  public Forecast forecast(String base, String target) {
    return forecast(List.of(request(DifyApi.ID, base, target)));
  }

  /** Foretells what {@link #layout} would do. */
  public Forecast forecastLayout(String base, Path layout) {
    return forecast(
        List.of(
            new ComponentRequest(
                DifyApi.ID, ImageReference.parse(base), new Target.Layout(layout, tags))));
  }

  /** Returns what a build without index hands on, as its files have it. */
  public List<JoinRequest.Part> parts(BuildResult result) {
    return result.components().stream()
        .map(
            image -> {
              PartialResult part =
                  new PartialResult(tags, Optional.empty(), format, image, result.warnings());
              return JoinRequest.Part.of(
                  directory.getFileName() + "/" + part.fileName(),
                  PartialResult.read(Json.write(part.json()), "a part"));
            })
        .toList();
  }

  /** Joins parts into indexes, with the platforms of this workshop. */
  public BuildResult join(List<JoinRequest.Part> parts) {
    return join(
        new JoinRequest(
            parts,
            List.of(),
            platforms.stream().map(Platform::parse).toList(),
            List.of(),
            tags,
            Optional.empty(),
            format,
            places(parts)));
  }

  /** Returns places of which only the registry is known: that of the parts. */
  public static JoinRequest.Places places(List<JoinRequest.Part> parts) {
    Set<String> registries =
        parts.stream().map(part -> part.image().registry()).collect(Collectors.toSet());
    return new JoinRequest.Places(
        Map.of(DifyApi.ID, registries, PluginDaemon.ID, registries, Sandbox.ID, registries),
        Map.of());
  }

  public BuildResult join(JoinRequest request) {
    return with(
        (planning, repositories, records) ->
            new Joiner(repositories, records, log).join(request, System.nanoTime()));
  }

  private BuildResult run(BuildRequest request) {
    return with(
        (planner, repositories, records) -> {
          BuildPlan plan = planner.plan(request);
          OutputLock alone = OutputLock.of(request.outputDirectory(), log);
          try (alone) {
            return builder(repositories, records).build(plan, System.nanoTime());
          }
        });
  }

  private Builder builder(Repositories repositories, BuildCache records) {
    return program > 0
        ? new Builder(repositories, records, log, program)
        : new Builder(repositories, records, log);
  }

  @FunctionalInterface
  private interface Planning {
    BuildPlan plan(BuildRequest request) throws IOException;
  }

  @FunctionalInterface
  private interface Work<R> {
    R of(Planning planner, Repositories repositories, BuildCache records) throws IOException;
  }

  private <R> R with(Work<R> work) {
    HttpTransport transport = new HttpTransport(http, network, pause);
    try (RegistryClient client = new RegistryClient(transport, registries, network)) {
      BuildCache records = BuildCache.open(directory.resolve(cache), lines::add);
      Repositories repositories = repositories(transport, client, records);
      Map<String, Component> components = new HashMap<>(others);
      components.putIfAbsent(
          DifyApi.ID,
          program > 0 ? new ProgramPart(program, agentVersion) : new DifyApi(settings()));
      Planning planning =
          request ->
              offline
                  ? new OfflinePlanner(components, repositories, records, log).plan(request)
                  : new Planner(components, repositories, records, log).plan(request);
      return work.of(planning, repositories, records);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Repositories repositories(
      HttpTransport transport, RegistryClient client, BuildCache records) {
    Repositories registries =
        new RegistryRepositories(transport, client, credentials, credentials, transport::breakOff);
    if (upstream.isPresent()) {
      registries = new Upstream(registries, UPSTREAM, upstream.get());
    }
    return offline ? new OfflineRepositories(registries, records) : registries;
  }

  private ApiSettings settings() {
    AgentSettings agent =
        AgentSettings.builder(Regions.parse("cn-hangzhou")).agentVersion(agentVersion).build();
    Instrumentation instrumentation =
        new Instrumentation(InstallFragment.block(agent, "api"), InstallFragment.PREFIX);
    return new ApiSettings(Map.of(Process.API, instrumentation), Optional.empty(), new TreeMap<>());
  }
}
