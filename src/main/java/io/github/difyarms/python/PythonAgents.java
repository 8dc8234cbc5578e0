package io.github.difyarms.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.python.Resolution.Candidates;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.ToolFiles;
import io.github.difyarms.toolchain.ToolchainListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent by way of the cache: its tarball from the vendor's addresses, which distributions it
 * needs by uv, their wheels by pip. What was settled once is kept, and no Python starts for it.
 * Thread-safe.
 */
public final class PythonAgents implements Agents {
  private final PythonSettings settings;
  private final ToolchainListener listener;
  private final IndexChoice index;
  private final AgentProvider provider;
  private final PythonTools tools;
  private final WheelStore store;
  private final Path resolutions;

  /**
   * Creates the agent's provider; asks nobody yet.
   *
   * @param cacheDirectory the user's own cache folder
   * @param commands runs uv and pip; stays the caller's to close
   */
  public PythonAgents(
      Path cacheDirectory,
      PythonSettings settings,
      Downloads downloads,
      Commands commands,
      ToolchainListener listener) {
    this(
        cacheDirectory,
        settings,
        downloads,
        listener,
        new PythonTools(
            cacheDirectory,
            commands,
            settings,
            IndexChoice.of(settings.index(), settings.environment())));
  }

  PythonAgents(
      Path cacheDirectory,
      PythonSettings settings,
      Downloads downloads,
      ToolchainListener listener,
      PythonTools tools) {
    this.settings = settings;
    this.listener = listener;
    this.index = IndexChoice.of(settings.index(), settings.environment());
    this.provider = AgentProvider.of(cacheDirectory, settings, downloads, listener);
    this.tools = tools;
    this.store = new WheelStore(cacheDirectory);
    this.resolutions = cacheDirectory.resolve("python").resolve("resolutions");
  }

  @Override
  public AgentLook look() {
    return provider.look();
  }

  @Override
  public synchronized AgentTarball provide() {
    return working("the agent's tarball was fetched", provider::provide);
  }

  @Override
  public Optional<WheelSet> kept(
      AgentTarball agent, TargetPython target, List<Distribution> installed) {
    Optional<WheelSet> pinned = pinned(agent, target);
    if (pinned.isPresent() || settings.anew()) {
      return pinned;
    }
    return recorded(record(agent, target, installed));
  }

  @Override
  public WheelSet resolve(AgentTarball agent, TargetPython target, List<Distribution> installed) {
    Optional<WheelSet> kept = kept(agent, target, installed);
    return kept.isPresent()
        ? kept.get()
        : working("the agent's wheels were settled", () -> settle(agent, target, installed));
  }

  @Override
  public List<Path> files(AgentTarball agent, TargetPython target, WheelSet wheels) {
    return working("the agent's wheels were fetched", () -> find(agent, target, wheels));
  }

  @Override
  public List<Wheel> missing(WheelSet wheels) {
    return wheels.wheels().stream()
        .filter(wheel -> !wheel.ofAgent() && store.find(wheel).isEmpty())
        .toList();
  }

  @Override
  public String index() {
    return index.toString();
  }

  /** A lock knows neither which wheels are the tarball's nor how large any is. */
  private Optional<WheelSet> pinned(AgentTarball agent, TargetPython target) {
    return Optional.ofNullable(settings.pins().wheelsByArchitecture().get(target.architecture()))
        .map(set -> new WheelSet(set.wheels().stream().map(wheel -> known(agent, wheel)).toList()));
  }

  private Wheel known(AgentTarball agent, Wheel pinned) {
    Optional<Wheel> own =
        agent.wheels().stream().filter(w -> w.sha256().equals(pinned.sha256())).findFirst();
    return own.orElseGet(() -> store.measured(pinned));
  }

  /** Of the family the versions matter too: what the image has already is not brought. */
  private Path record(AgentTarball agent, TargetPython target, List<Distribution> installed) {
    Constraints constraints = Constraints.of(installed);
    List<String> family =
        installed.stream()
            .filter(it -> constraints.companions().contains(it.name()))
            .sorted()
            .map(Distribution::toString)
            .toList();
    String key =
        String.join(
            "\n",
            "uv " + PythonTools.uvVersion(),
            agent.sha256(),
            target.toString(),
            index.toString(),
            constraints.text(),
            String.join(",", family));
    return resolutions.resolve(ToolFiles.sha256(key.getBytes(StandardCharsets.UTF_8)) + ".json");
  }

  private static Optional<WheelSet> recorded(Path record) {
    Optional<JsonNode> json = ToolFiles.json(record).filter(j -> !j.path("wheels").isEmpty());
    json.ifPresent(found -> LastUse.note(record));
    return json.map(
        found -> {
          List<Wheel> wheels = new ArrayList<>();
          found.path("wheels").forEach(wheel -> wheels.add(WheelJson.read(wheel)));
          return new WheelSet(wheels);
        });
  }

  private WheelSet settle(AgentTarball agent, TargetPython target, List<Distribution> installed)
      throws IOException, InterruptedException {
    Constraints constraints = Constraints.of(installed);
    if (settings.offline()) {
      throw offline("the agent's wheels are not settled yet for " + target);
    }
    Files.createDirectories(resolutions);
    Path scratch = Files.createTempDirectory(resolutions, ".incoming");
    try {
      Resolver resolver = new Resolver(tools, index);
      Resolution resolution = resolver.resolve(agent, target, constraints, scratch);
      if (resolution instanceof Resolution.Impossible && !constraints.companions().isEmpty()) {
        resolution = resolver.resolve(agent, target, constraints.alone(), scratch);
        if (resolution instanceof Resolution.Found) {
          listener.warning(
              "the agent brings its own opentelemetry-*, and there are none of its version for all that"
                  + " the image has of them; one of these may fail when it is imported: "
                  + String.join(", ", constraints.companions()));
        }
      }
      if (resolution instanceof Resolution.Impossible impossible) {
        Resolution free = resolver.resolve(agent, target, Constraints.none(), scratch);
        throw free instanceof Resolution.Found found
            ? Impossibility.withImage(
                agent, target, constraints, found.packages(), impossible.words())
            : Impossibility.byItself(target, ((Resolution.Impossible) free).words());
      }
      // What the image has at this very version is there already.
      List<Candidates> packages =
          ((Resolution.Found) resolution)
              .packages().stream()
                  .filter(it -> it.ofAgent() || !installed.contains(it.distribution()))
                  .toList();
      WheelSet wheels =
          new WheelSet(new WheelDownload(tools, index, store).fetch(agent, target, packages));
      ObjectNode json = Json.object();
      json.put("target", target.toString());
      json.put("index", index.toString());
      ArrayNode all = json.putArray("wheels");
      wheels.wheels().forEach(wheel -> all.add(WheelJson.write(wheel)));
      ToolFiles.write(record(agent, target, installed), json);
      return wheels;
    } finally {
      Deletion.of(scratch);
    }
  }

  private List<Path> find(AgentTarball agent, TargetPython target, WheelSet wheels)
      throws IOException, InterruptedException {
    Map<Wheel, Path> files = new LinkedHashMap<>();
    List<Wheel> missing = new ArrayList<>();
    for (Wheel wheel : wheels.wheels()) {
      Optional<Path> file = wheel.ofAgent() ? Optional.of(own(agent, wheel)) : store.find(wheel);
      file.ifPresentOrElse(path -> files.put(wheel, path), () -> missing.add(wheel));
    }
    if (!missing.isEmpty()) {
      if (settings.offline()) {
        throw offline(missing.size() + " wheels are not in the cache: " + names(missing));
      }
      List<Candidates> packages =
          missing.stream()
              .map(w -> new Candidates(w.distribution(), List.of(w.sha256()), false))
              .toList();
      fetchAgain(agent, target, packages);
      for (Wheel wheel : missing) {
        files.put(
            wheel,
            store
                .find(wheel)
                .orElseThrow(() -> new UnexpectedAnswer(wheel.filename() + " has another name")));
      }
    }
    return wheels.wheels().stream().map(files::get).toList();
  }

  /** What was settled fits the platform; an index that has none of it is another one than then. */
  private void fetchAgain(AgentTarball agent, TargetPython target, List<Candidates> packages)
      throws IOException, InterruptedException {
    try {
      new WheelDownload(tools, index, store).fetch(agent, target, packages);
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.WHEEL_MISSING) {
        throw e;
      }
      throw new DifyArmsException(
          ErrorCode.PACKAGE_INDEX_FAILED,
          "the package index has not every wheel that was settled before",
          index.toString(),
          (settings.pins().wheelsByArchitecture().isEmpty()
                  ? "wheels of an earlier build, kept in the cache: "
                  : "wheels of the lock, which -Ddify-arms.lock.update=api.agent settles anew: ")
              + String.join(", ", packages.stream().map(p -> p.distribution().toString()).toList())
              + "\n"
              + e.why(),
          e);
    }
  }

  private static Path own(AgentTarball agent, Wheel wheel) throws IOException {
    Path file = agent.folder().resolve(wheel.filename());
    boolean known = agent.wheels().stream().anyMatch(w -> w.filename().equals(wheel.filename()));
    String has = known && Files.exists(file) ? ToolFiles.sha256(file) : "nothing of this name";
    if (!has.equals(wheel.sha256())) {
      throw new DifyArmsException(
          ErrorCode.WHEEL_HASH_MISMATCH,
          "the agent's tarball has not the wheel it should have",
          agent.address() + ", " + wheel.filename(),
          "expected " + wheel.sha256() + "\nit has " + has);
    }
    return file;
  }

  private static String names(List<Wheel> wheels) {
    return String.join(", ", wheels.stream().map(w -> w.distribution().toString()).toList());
  }

  private DifyArmsException offline(String what) {
    return new DifyArmsException(
        ErrorCode.OFFLINE,
        what,
        index.toString(),
        "Maven runs offline (-o), or the parameter offline is set");
  }

  /** Work with files and children. */
  @FunctionalInterface
  private interface Work<T> {
    T perform() throws IOException, InterruptedException;
  }

  private <T> T working(String what, Work<T> work) {
    try {
      return work.perform();
    } catch (UnexpectedAnswer e) {
      throw new DifyArmsException(
          ErrorCode.PACKAGE_INDEX_FAILED,
          "uv or pip answered what was not asked, while " + what,
          index.toString(),
          String.valueOf(e.getMessage()),
          e);
    } catch (IOException e) {
      throw ToolFiles.unwritable(
          Optional.ofNullable(resolutions.getParent()).orElse(resolutions), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DifyArmsException(
          ErrorCode.PACKAGE_INDEX_FAILED,
          "the build was interrupted",
          index.toString(),
          "while " + what,
          e);
    }
  }
}
