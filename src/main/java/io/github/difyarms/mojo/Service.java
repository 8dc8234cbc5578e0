package io.github.difyarms.mojo;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.build.BaseFile;
import io.github.difyarms.build.Builder;
import io.github.difyarms.build.Forecaster;
import io.github.difyarms.build.Joiner;
import io.github.difyarms.build.OfflinePlanner;
import io.github.difyarms.build.OfflineRepositories;
import io.github.difyarms.build.Planner;
import io.github.difyarms.build.RegistryRepositories;
import io.github.difyarms.build.Repositories;
import io.github.difyarms.cache.CacheLimit;
import io.github.difyarms.cache.CacheRun;
import io.github.difyarms.cache.Evicted;
import io.github.difyarms.component.ApiSettings;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.GoWorkshop;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.Texts;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.Product;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The packages put together for one run of a goal. */
final class Service implements AutoCloseable {
  private final Repositories repositories;
  private final boolean offline;
  private final BuildCache cache;
  private final CacheRun run;
  private final Map<String, Component> components;
  private final Optional<GoService> go;
  private final LockUse lock;
  private final BuildLog log;
  private final Deque<AutoCloseable> open;

  private Service(
      Repositories repositories,
      boolean offline,
      BuildCache cache,
      CacheRun run,
      Map<String, Component> components,
      Optional<GoService> go,
      LockUse lock,
      BuildLog log,
      Deque<AutoCloseable> open) {
    this.repositories = repositories;
    this.offline = offline;
    this.cache = cache;
    this.run = run;
    this.components = Map.copyOf(components);
    this.go = go;
    this.lock = lock;
    this.log = log;
    this.open = open;
  }

  /** What only the Go components need. */
  private record GoService(GoToolchains toolchains, GoWorkshop workshop, ToolHashes hashes) {}

  static Service open(Opening opening) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return open(opening, open);
    } catch (RuntimeException e) {
      closeAll(open);
      throw e;
    }
  }

  private static Service open(Opening opening, Deque<AutoCloseable> open) {
    Parameters parameters = opening.parameters();
    BuildLog log = opening.log();
    Credentials credentials =
        Credentials.of(parameters, opening.session(), opening.decrypter(), log);
    NetListener listener = listener(log);
    boolean offline = parameters.flagIfGiven("offline").orElse(opening.session().isOffline());
    Transports transports = new Transports(options(parameters, credentials), listener);
    open.push(transports);
    HttpTransport transport = transports.open();
    RegistryClient client =
        new RegistryClient(
            transport,
            RegistryOptions.defaults().withTokenHosts(Set.copyOf(parameters.list("to.tokenHosts"))),
            listener);
    Requests requests = new Requests(parameters, opening.invocation(), System.getenv());
    CacheLimit limit = requests.cacheLimit();
    BuildCache cache = BuildCache.open(requests.cacheDirectory(), log::note);
    CacheRun run =
        CacheRun.begin(cache.folder(""), limit, cache::changed, evicted -> log.note(text(evicted)));
    open.addLast(run); // closed after all that may still use an entry
    Map<String, Component> components = new HashMap<>();
    Optional<GoService> go = Optional.empty();
    if (opening.parts().contains(Part.API)) {
      components.put(
          DifyApi.ID,
          new DifyApi(api(opening, credentials, offline, cache, listener, open, transports)));
    }
    if (opening.parts().contains(Part.PLUGIN_DAEMON) || opening.parts().contains(Part.SANDBOX)) {
      HttpTransport downloads = transports.open();
      Optional<String> key = opening.licenseKey().or(credentials::licenseKey);
      GoParts parts =
          new GoParts(
              parameters,
              opening.invocation().directory(),
              System.getenv(),
              credentials.proxies().environment(),
              offline,
              opening.lock());
      List<String> secrets = new ArrayList<>(parts.secrets());
      key.ifPresent(secrets::add);
      Commands commands = credentials.commands(secrets);
      open.push(commands);
      Downloads files = new Downloads(downloads, listener, log::downloading, offline);
      GoToolchains toolchains = parts.toolchains(cache.folder(""), files, commands, log);
      GoWorkshop workshop =
          parts.workshop(
              downloads,
              files,
              commands,
              toolchains,
              key,
              cache,
              requests.outputDirectory(),
              opening.lookOnly(),
              log);
      go =
          Optional.of(
              new GoService(
                  toolchains,
                  workshop,
                  parts.hashes(cache.folder(""), files, commands, toolchains, log)));
      components.put(PluginDaemon.ID, new PluginDaemon(parts.daemon(), workshop));
      components.put(Sandbox.ID, new Sandbox(parts.sandbox(), workshop));
    }
    String host = go.isPresent() ? Host.current().name() : "";
    components.replaceAll((id, component) -> opening.lock().pinned(component, host));
    Repositories registries =
        new RegistryRepositories(
            transport, client, credentials.from(), credentials.to(), transports::breakOff);
    Repositories repositories = offline ? new OfflineRepositories(registries, cache) : registries;
    return new Service(
        repositories, offline, cache, run, components, go, opening.lock(), log, open);
  }

  private static ApiSettings api(
      Opening opening,
      Credentials credentials,
      boolean offline,
      BuildCache cache,
      NetListener listener,
      Deque<AutoCloseable> open,
      Transports transports) {
    Parameters parameters = opening.parameters();
    BuildLog log = opening.log();
    Path directory = opening.invocation().directory();
    if (!AgentParameters.baked(parameters)) {
      return AgentParameters.settings(parameters, directory, log::note, log::warning);
    }
    PythonParts python =
        new PythonParts(
            parameters,
            System.getenv(),
            credentials.proxies().environment(),
            offline,
            opening.lock());
    Commands commands = credentials.commands(python.secrets());
    open.push(commands);
    Downloads downloads = new Downloads(transports.open(), listener, log::downloading, offline);
    return AgentParameters.baked(
        parameters,
        directory,
        log::note,
        log::warning,
        agent ->
            python.baking(agent, cache.folder(""), downloads, commands, opening.lookOnly(), log));
  }

  private static String text(Evicted evicted) {
    return "cache: "
        + (evicted.entries() == 1 ? "1 entry" : evicted.entries() + " entries")
        + " of "
        + Texts.bytes(evicted.bytes())
        + " deleted that had not been used for the longest time, "
        + Texts.bytes(evicted.left())
        + " left (cacheLimit)";
  }

  /** How a goal speaks HTTP, by its parameters. */
  static HttpOptions options(Parameters parameters, Credentials credentials) {
    int seconds = parameters.number("httpTimeout", 1, 3600);
    return HttpOptions.defaults()
        .withUserAgent(Product.NAME + "/" + Product.version())
        .withTimeouts(Duration.ofSeconds(Math.min(20, seconds)), Duration.ofSeconds(seconds))
        .withRetries(parameters.number("retries", 0, 20))
        .withInsecureHosts(Set.copyOf(parameters.list("insecureRegistries")))
        .withProxies(credentials.proxies())
        .withCertificateDirectories(
            HttpOptions.usualCertificateDirectories(Path.of(System.getProperty("user.home"))));
  }

  private static NetListener listener(BuildLog log) {
    return new NetListener() {
      @Override
      public void retrying(String what, String why, Duration wait, int attempt) {
        log.retrying(what + ": " + why + "; try " + attempt + " in " + Texts.seconds(wait));
      }

      @Override
      public void warning(String text) {
        log.warning(text);
      }
    };
  }

  BuildResult build(BuildRequest request, long started) throws IOException {
    try {
      BuildPlan plan = plan(request);
      return new Builder(repositories, cache, log).build(plan, started);
    } catch (DifyArmsException e) {
      throw lock.told(e, ErrorCode.GO_HASH_MISMATCH, "go");
    } finally {
      run.end(); // what is done with the result needs nothing of the cache
    }
  }

  /** Plans a build, which has to come to what is locked. */
  BuildPlan plan(BuildRequest request) throws IOException {
    BuildPlan plan = planned(request);
    lock.verify(plan);
    return plan;
  }

  private BuildPlan planned(BuildRequest request) throws IOException {
    go.ifPresent(parts -> parts.workshop().begin());
    try {
      return offline
          ? new OfflinePlanner(components, repositories, cache, log).plan(request)
          : new Planner(components, repositories, cache, log).plan(request);
    } catch (DifyArmsException e) {
      throw lock.told(
          lock.told(
              lock.told(e, ErrorCode.TOOL_HASH_MISMATCH, "instgo"), // and offline the Go, too
              ErrorCode.AGENT_HASH_MISMATCH,
              DifyApi.ID + ".agent"),
          ErrorCode.GO_HASH_MISMATCH,
          "go");
    }
  }

  /** Plans a build and foretells what it comes to; that it would stop at its lock, too. */
  Forecast forecast(BuildRequest request) throws IOException {
    BuildPlan plan = planned(request);
    Forecast forecast = new Forecaster(repositories, cache).of(plan);
    try {
      lock.verify(plan);
      return forecast;
    } catch (DifyArmsException e) {
      return forecast.stoppedBy(e.what() + "\n" + e.why());
    }
  }

  /** Returns the way to hashes of tools, when a Go component was asked for. */
  Optional<ToolHashes> toolHashes() {
    return go.map(GoService::hashes);
  }

  BuildResult join(JoinRequest request, long started) throws IOException {
    return new Joiner(repositories, cache, log).join(request, started);
  }

  /** Returns the way to Go, when a Go component was asked for. */
  GoToolchains toolchains() {
    return go.orElseThrow().toolchains();
  }

  /** Reads the start script of a dify-api image. */
  byte[] script(ImageReference image, List<Platform> platforms) throws IOException {
    AbsoluteUnixPath path = DifyApi.SCRIPT;
    Component api = components.get(DifyApi.ID);
    if (api == null) {
      throw new IllegalStateException("opened without dify-api");
    }
    return BaseFile.read(repositories, cache, image, platforms, api, path);
  }

  @Override
  public void close() {
    closeAll(open);
  }

  static void closeAll(Deque<AutoCloseable> open) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) { // what cannot be closed goes with the process
        throw new IllegalStateException(e);
      }
    }
  }
}
