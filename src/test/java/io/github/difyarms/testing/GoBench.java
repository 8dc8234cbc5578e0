package io.github.difyarms.testing;

import io.github.difyarms.component.CompileListener;
import io.github.difyarms.component.CompileSettings;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DaemonSettings;
import io.github.difyarms.component.GoPins;
import io.github.difyarms.component.GoTools;
import io.github.difyarms.component.GoWorkshop;
import io.github.difyarms.component.Memory;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.ProgramCache;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.component.SandboxSettings;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.InstgoStandIn;
import io.github.difyarms.demo.MiniatureSources;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.source.SourceListener;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.Sources;
import io.github.difyarms.toolchain.BuildSlots;
import io.github.difyarms.toolchain.CToolchains;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.GoSettings;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.Instgos;
import io.github.difyarms.toolchain.Redaction;
import io.github.difyarms.toolchain.ToolchainListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/**
 * The Go components put together for tests: miniature sources, a stand-in for instgo behind an
 * object store on loopback, this machine's Go.
 */
public final class GoBench implements AutoCloseable {
  private final Path directory;
  private final Optional<EmbeddedOss> oss;
  private final String ossAddress;
  private final boolean ownOss;
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(1), NetListener.silent());
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<ProgramBuild> compiled = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> memory = new ConcurrentHashMap<>();
  private final Map<String, String> variables = new TreeMap<>();
  private final List<Commands> open = new ArrayList<>();
  private Path daemonSource;
  private Path sandboxSource;
  private String cache = "cache";
  private String output = "out";
  private Optional<String> licenseKey = Optional.of("secret/key+1");
  private Optional<String> goVersion = Optional.of("local");
  private GoPins pins = GoPins.none();
  private Optional<String> sha256 = Optional.empty();
  private String instgoQuery = "";
  private boolean monitorPythonPlugins;
  private boolean lookOnly;
  private SandboxSettings.Instrument instrument = SandboxSettings.Instrument.MAIN;
  private Map<String, String> environment = System.getenv();
  private Optional<String> revision = Optional.empty();
  private List<String> setArgs = List.of("--dev=false");
  private List<String> extraArgs = List.of();
  private boolean offline;
  private Optional<String> remote = Optional.empty();
  private Consumer<String> hearer = line -> {};

  public GoBench(Path directory) {
    this(directory, Optional.of(EmbeddedOss.start()), "", true);
  }

  /**
   * Shares an object store with other benches, one at a time: the stand-in has its address inside,
   * and need not be compiled for each.
   */
  public GoBench(Path directory, EmbeddedOss oss) {
    this(directory, Optional.of(oss), "", false);
  }

  /** Uses an object store of another JVM, which holds the stand-in. */
  public GoBench(Path directory, String ossAddress) {
    this(directory, Optional.empty(), ossAddress, false);
  }

  private GoBench(Path directory, Optional<EmbeddedOss> oss, String ossAddress, boolean ownOss) {
    this.directory = directory;
    this.oss = oss;
    this.ossAddress = oss.map(EmbeddedOss::address).orElse(ossAddress);
    this.ownOss = ownOss;
    this.daemonSource = directory.resolve("sources/plugin-daemon");
    this.sandboxSource = directory.resolve("sources/sandbox");
    MiniatureSources.writePluginDaemon(
        daemonSource,
        MiniatureSources.Generation.PKG_MANIFEST,
        "1.23.3",
        Optional.empty(),
        "1.25-alpine");
    MiniatureSources.writeSandbox(sandboxSource, "1.23.0", Optional.of("go1.23.3"), "1.23.0");
    serve();
  }

  /** Puts the stand-in where it is downloaded from, with the variables set so far. */
  private void serve() {
    oss.ifPresent(store -> tool().putTo(store, "cn-hangzhou"));
  }

  private StandInInstgo tool() {
    Optional<StandInInstgo> standIn = StandInInstgo.from(ossAddress + "/{region}");
    Assumptions.assumeTrue(standIn.isPresent());
    StandInInstgo tool = standIn.orElseThrow();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      tool = tool.with(variable.getKey(), variable.getValue());
    }
    return tool;
  }

  /** Returns the bytes of the stand-in. */
  public byte[] instgo() {
    return tool().bytes();
  }

  /** Sets a variable of the stand-in, as its {@code main.go} describes them. */
  public GoBench standIn(String variable, String value) {
    variables.put(variable, value);
    serve();
    return this;
  }

  /** Uses another cache, as another machine would. */
  public GoBench cache(String name) {
    cache = name;
    return this;
  }

  /** Keeps further results elsewhere, as {@link Workshop#output} does. */
  public GoBench output(String name) {
    output = name;
    return this;
  }

  public GoBench licenseKey(Optional<String> key) {
    licenseKey = key;
    return this;
  }

  public GoBench goVersion(Optional<String> version) {
    goVersion = version;
    return this;
  }

  /** Holds Go to what a lock says. */
  public GoBench pins(GoPins known) {
    pins = known;
    return this;
  }

  public GoBench instgoSha256(String hash) {
    sha256 = Optional.of(hash);
    return this;
  }

  /** Adds a query to the address of the stand-in, as signed addresses have one. */
  public GoBench instgoQuery(String query) {
    instgoQuery = "?" + query;
    return this;
  }

  /** Makes plans only, or everything again. */
  public GoBench lookOnly(boolean only) {
    lookOnly = only;
    return this;
  }

  public GoBench monitorPythonPlugins() {
    monitorPythonPlugins = true;
    return this;
  }

  public GoBench instrument(SandboxSettings.Instrument choice) {
    instrument = choice;
    return this;
  }

  /** Replaces this process's environment, as far as tools see it. */
  public GoBench environment(Map<String, String> all) {
    environment = all;
    return this;
  }

  public GoBench revision(String name) {
    revision = Optional.of(name);
    return this;
  }

  public GoBench extraArgs(String... arguments) {
    extraArgs = List.of(arguments);
    return this;
  }

  public GoBench setArgs(String... arguments) {
    setArgs = List.of(arguments);
    return this;
  }

  /** Asks nobody outside this machine. */
  public GoBench offline() {
    offline = true;
    return this;
  }

  /** Has sources and instgo on another machine, which does not exist. */
  public GoBench remote(String host) {
    remote = Optional.of(host);
    return this;
  }

  /** Calls somebody with each step of a compile and each line of a tool, while it goes on. */
  public GoBench hearing(Consumer<String> listener) {
    hearer = listener;
    return this;
  }

  public GoBench sources(Path daemon, Path sandbox) {
    daemonSource = daemon;
    sandboxSource = sandbox;
    return this;
  }

  public Path daemonSource() {
    return daemonSource;
  }

  public Path sandboxSource() {
    return sandboxSource;
  }

  public EmbeddedOss oss() {
    return oss.orElseThrow();
  }

  /** Returns what the tools printed, and the notes about them. */
  public String told() {
    return String.join("\n", lines);
  }

  /** Returns where compiles have their folders. */
  public Path scratch() {
    return directory.resolve(cache).resolve("scratch");
  }

  /** Returns where compiled programs are kept. */
  public Path programs() {
    return directory.resolve(cache).resolve("programs");
  }

  /** Returns what was compiled or taken from the cache. */
  public List<ProgramBuild> compiled() {
    return List.copyOf(compiled);
  }

  /** Returns the components as a build wants them. */
  public Map<String, Component> components() {
    Host host = Host.current();
    Path root = directory.resolve(cache);
    Commands commands = new Commands(new Redaction(licenseKey.stream().toList()));
    open.add(commands);
    Downloads downloads =
        new Downloads(transport, NetListener.silent(), (what, done, total) -> {}, offline);
    ToolchainListener notes = lines::add;
    GoSettings go = new GoSettings("off", "off", "", "", Map.of(), environment);
    GoTools tools =
        new GoTools(
            host,
            new Sources(root.resolve("sources"), transport, SourceListener.silent(), offline),
            new GoToolchains(root, downloads, commands, go, host, notes),
            new Instgos(root, downloads, commands, notes),
            new InstgoRequest(
                URI.create(
                    remote.map(name -> "https://" + name).orElse(ossAddress)
                        + "/cn-hangzhou/instgo/instgo-"
                        + InstgoStandIn.hostPlatform()
                        + instgoQuery),
                false,
                sha256,
                host),
            commands,
            new CToolchains(commands, environment, Map.of()),
            BuildSlots.ofMachine(),
            new ProgramCache(root.resolve("programs")),
            remembering(),
            root.resolve("scratch"),
            directory.resolve(output));
    GoWorkshop workshop =
        new GoWorkshop(
            tools,
            new CompileSettings(
                "cn-hangzhou", Optional.empty(), setArgs, extraArgs, goVersion, true, licenseKey),
            listening(),
            lookOnly,
            pins);
    return Map.of(
        PluginDaemon.ID,
        new PluginDaemon(
            new DaemonSettings(location(daemonSource), revision, monitorPythonPlugins), workshop),
        Sandbox.ID,
        new Sandbox(new SandboxSettings(location(sandboxSource), revision, instrument), workshop));
  }

  private SourceLocation location(Path source) {
    String text =
        remote
            .map(name -> "https://" + name + "/" + source.getFileName() + ".git")
            .orElse(source.toString());
    return SourceLocation.parse(text, directory, "source");
  }

  /** Returns what builds remember, by key. */
  public Map<String, String> memory() {
    return memory;
  }

  private Memory remembering() {
    return new Memory() {
      @Override
      public Optional<String> recall(String key) {
        return Optional.ofNullable(memory.get(key));
      }

      @Override
      public void remember(String key, String value) {
        memory.put(key, value);
      }
    };
  }

  private CompileListener listening() {
    return new CompileListener() {
      @Override
      public void waiting(String component, Platform platform) {
        hearer.accept("waiting");
      }

      @Override
      public void compilingPackage(String component, Platform platform, int number, String pkg) {}

      @Override
      public void compiling(String component, Platform platform, String file) {
        hearer.accept(file);
      }

      @Override
      public void printed(String component, Platform platform, String line) {
        lines.add(line);
        hearer.accept(line);
      }

      @Override
      public void compiled(String component, Platform platform, ProgramBuild build) {
        compiled.add(build);
      }

      @Override
      public void warning(String text) {
        lines.add(text);
      }

      @Override
      public void note(String text) {
        lines.add(text);
      }
    };
  }

  @Override
  public void close() {
    open.forEach(Commands::close);
    transport.close();
    if (ownOss) {
      oss.ifPresent(EmbeddedOss::close);
    }
  }
}
