package io.github.difyarms.toolchain;

import io.github.difyarms.cache.LastUse;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.toolchain.ModuleProxies.Unavailable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Provides Go in an exact version: a Go on the PATH that is one or brings one, or else a module of
 * a proxy. Thread-safe; who asks while another is provided waits.
 */
public final class GoToolchains {
  private final Path folder;
  private final Commands commands;
  private final GoSettings settings;
  private final ToolchainListener listener;
  private final GoDownload download;
  private final Host host;
  private final Map<String, GoToolchain> provided = new HashMap<>();
  private Optional<LocalGo> local = Optional.empty();
  private boolean looked;

  /**
   * Creates the provider.
   *
   * @param cacheDirectory the user's own cache folder
   */
  public GoToolchains(
      Path cacheDirectory,
      Downloads downloads,
      Commands commands,
      GoSettings settings,
      Host host,
      ToolchainListener listener) {
    this.folder = cacheDirectory.resolve("tools").resolve("go");
    this.commands = commands;
    this.settings = settings;
    this.listener = listener;
    this.host = host;
    this.download = new GoDownload(folder, downloads, settings, host);
  }

  /** Returns the first {@code go} on the PATH, if it is a release that knows toolchains (1.21). */
  public synchronized Optional<LocalGo> local() {
    if (!looked) {
      looked = true;
      local = onPath().flatMap(this::asked);
    }
    return local;
  }

  /**
   * Returns the newest patch release of a minor version; where no list of them can be had, the
   * local Go if it is of that minor version, with a warning.
   *
   * @param minor for example {@code 1.26}
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE} when neither the module proxies know
   *     nor the local Go is one
   */
  public NewestGo newestPatch(String minor) {
    String why;
    try {
      Optional<String> newest = download.newestPatch(minor);
      if (newest.isPresent()) {
        return new NewestGo(newest.get(), true);
      }
      why = "the list of toolchains has no release of it for this machine";
    } catch (Unavailable e) {
      why = String.valueOf(e.getMessage());
    }
    Optional<LocalGo> here = local().filter(go -> GoVersions.minor(go.version()).equals(minor));
    if (here.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.GO_UNAVAILABLE,
          "the newest Go " + minor + " cannot be found out",
          "GOPROXY",
          why);
    }
    listener.warning(
        "the newest Go "
            + minor
            + " cannot be found out, the one on this machine is taken ("
            + here.get().version()
            + "): "
            + why);
    return new NewestGo(here.get().version(), false);
  }

  /**
   * Asks the module proxies for the newest release for this machine; nothing is fetched.
   *
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE} when no proxy tells
   */
  public String newest() {
    String why = "the list of toolchains has none for this machine";
    try {
      Optional<String> newest = download.newest();
      if (newest.isPresent()) {
        return newest.get();
      }
    } catch (Unavailable e) {
      why = String.valueOf(e.getMessage());
    }
    throw new DifyArmsException(
        ErrorCode.GO_UNAVAILABLE, "no module proxy tells of Go toolchains", "GOPROXY", why);
  }

  /** Returns {@link #provide(String, Optional)} without an expected hash. */
  public GoToolchain provide(String version) {
    return provide(version, Optional.empty());
  }

  /**
   * Returns a toolchain.
   *
   * @param version exact, for example {@code 1.26.4}
   * @param hash the {@code h1:} hash of the module when a lock knows it; a Go on the PATH checks
   *     what it brings by itself, so it matters only where there is none
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE}, {@link ErrorCode#GO_HASH_MISMATCH},
   *     {@link ErrorCode#CACHE_UNSAFE}
   */
  public synchronized GoToolchain provide(String version, Optional<String> hash) {
    GoToolchain known = provided.get(version);
    if (known != null) {
      if (hash.isPresent() && known.hash().isPresent()) { // who asked before may have known none
        download.compare(version, hash.get(), known.hash().get());
      }
      return known;
    }
    if (!GoVersions.release(version)) {
      throw unavailable(version, "it is no release of the form 1.26.4");
    }
    GoToolchain toolchain =
        local().isPresent() ? byLocal(local().get(), version) : downloaded(version, hash);
    provided.put(version, toolchain);
    return toolchain;
  }

  /**
   * Returns the {@code h1:} hash of a toolchain as the checksum database has it; nothing is
   * downloaded. Where the database cannot be asked, the hash of the one in the cache, which it
   * vouched for.
   *
   * @param machine the machine that the toolchain runs on
   * @return nothing when there is no answer and a Go on the PATH does without, which checks what it
   *     brings by itself
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE} when it takes the hash to have a Go
   *     at all, {@link ErrorCode#GO_HASH_MISMATCH}
   */
  public Optional<String> hash(String version, Host machine) {
    try {
      return Optional.of(download.publishedHash(version, machine));
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.GO_UNAVAILABLE) {
        throw e;
      }
      Optional<String> cached =
          machine.equals(host) ? download.cachedHash(version) : Optional.empty();
      if (cached.isEmpty() && local().isEmpty()) {
        throw e;
      }
      if (cached.isEmpty()) {
        listener.note(
            "the hash of Go "
                + version
                + " for "
                + machine
                + " is not known ("
                + e.why().replace("\n", "; ")
                + "); the Go on the PATH checks by itself what it brings");
      }
      return cached;
    }
  }

  /** Returns where {@link #provide(String)} would take a Go from; nothing is downloaded. */
  public synchronized GoOrigin origin(String version) {
    Optional<LocalGo> here = local();
    if (here.isEmpty()) {
      Optional<String> cached = download.cachedHash(version);
      return cached.isPresent()
          ? new GoOrigin("the cache", false, cached)
          : new GoOrigin(
              "module proxies " + ModuleProxy.list(settings.proxy()), true, Optional.empty());
    }
    return here.get().version().equals(version)
        ? new GoOrigin("the PATH", false, Optional.empty())
        : new GoOrigin(
            "go " + here.get().version() + " on the PATH, which fetches it",
            true,
            Optional.empty());
  }

  private GoToolchain byLocal(LocalGo go, String version) {
    boolean same = go.version().equals(version);
    GoToolchain toolchain =
        new GoToolchain(
            go.command(),
            version,
            same ? "local" : "go" + version,
            Optional.empty(),
            settings,
            folders());
    if (!same) {
      check(toolchain);
    }
    return toolchain;
  }

  private GoToolchain downloaded(String version, Optional<String> hash) {
    try {
      GoDownload.Unpacked unpacked = download.provide(version, hash);
      GoToolchain toolchain =
          new GoToolchain(
              unpacked.root().resolve("bin").resolve("go"),
              version,
              "local",
              Optional.of(unpacked.hash()),
              settings,
              folders());
      check(toolchain);
      return toolchain;
    } catch (IOException e) {
      throw ToolFiles.unwritable(folder, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A go that is to be another version fetches that version now, and says which it is. */
  private void check(GoToolchain toolchain) {
    CommandResult result = run(toolchain.command(), toolchain.base(), "version");
    String says = result.tail().isEmpty() ? "" : result.tail().get(result.tail().size() - 1);
    if (!result.successful() || !GoVersions.in(says).equals(Optional.of(toolchain.version()))) {
      throw unavailable(toolchain.version(), toolchain.command() + " says:\n" + result.words());
    }
  }

  private Optional<Path> onPath() {
    for (String entry : settings.variable("PATH").orElse("").split(File.pathSeparator)) {
      Path candidate = Path.of(entry.isEmpty() ? "." : entry, "go").toAbsolutePath();
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private Optional<LocalGo> asked(Path command) {
    GoToolchain unknown =
        new GoToolchain(command, "", "local", Optional.empty(), settings, folders());
    CommandResult result = run(command, unknown.base(), "version");
    String says = result.words();
    Optional<String> version = GoVersions.in(says).filter(GoVersions::release);
    if (!result.successful() || version.isEmpty()) {
      listener.note(command + " is not used, it is no release of Go: " + says);
      return Optional.empty();
    }
    if (GoVersions.ORDER.compare(version.get(), GoVersions.FIRST_WITH_TOOLCHAINS) < 0) {
      listener.note(
          command + " is not used: Go " + version.get() + " is older than 1.21 and knows no other");
      return Optional.empty();
    }
    return version.map(release -> new LocalGo(command, release));
  }

  private CommandResult run(Path go, Map<String, String> environment, String argument) {
    try {
      Files.createDirectories(folder);
      return commands.run(
          Command.of(List.of(go.toString(), argument), folder, environment)
              .with(this::downloading));
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.GO_UNAVAILABLE,
          "Go cannot be run",
          go.toString(),
          String.valueOf(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What Go fetches takes its time, and nothing else tells. */
  private void downloading(String line) {
    if (line.startsWith("go: downloading ")) {
      listener.note(line);
    }
  }

  /** The user's own folders, so that what is there already serves; ours where there can be none. */
  private Map<String, String> folders() {
    Map<String, String> folders = new LinkedHashMap<>(settings.folders());
    if (!Files.isWritable(Path.of(settings.home()))) {
      folders.putIfAbsent("GOCACHE", folder.resolve("build-cache").toAbsolutePath().toString());
      folders.putIfAbsent("GOPATH", folder.resolve("path").toAbsolutePath().toString());
      LastUse.note(folder.resolve("build-cache"));
      LastUse.note(folder.resolve("path"));
    }
    return folders;
  }

  private static DifyArmsException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new DifyArmsException(
        ErrorCode.GO_UNAVAILABLE,
        "the build was interrupted",
        "go",
        "while Go was made ready",
        cause);
  }

  private static DifyArmsException unavailable(String version, String why) {
    return new DifyArmsException(
        ErrorCode.GO_UNAVAILABLE, "Go " + version + " cannot be had", "go " + version, why);
  }
}
