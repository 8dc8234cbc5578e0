package io.github.difyarms.toolchain;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.cache.PathLock;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.toolchain.ModuleProxies.Found;
import io.github.difyarms.toolchain.ModuleProxies.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Go toolchains as modules of a proxy (go.dev/doc/toolchain): {@code golang.org/toolchain} in
 * version {@code v0.0.1-go1.26.4.linux-amd64}.
 */
final class GoDownload {
  private static final String MODULE = "golang.org/toolchain";
  private static final String MARKER = ".complete.json";

  private final Path folder;
  private final Downloads downloads;
  private final GoSettings settings;
  private final Host host;
  private final ModuleProxies proxies;

  /** An unpacked toolchain: where it lies, and the hash of its module. */
  record Unpacked(Path root, String hash) {}

  GoDownload(Path folder, Downloads downloads, GoSettings settings, Host host) {
    this.folder = folder;
    this.downloads = downloads;
    this.settings = settings;
    this.host = host;
    this.proxies = new ModuleProxies(settings.proxy(), downloads);
  }

  /**
   * Returns the newest release for this host.
   *
   * @throws Unavailable when no proxy tells
   */
  Optional<String> newest() throws Unavailable {
    return releases().max(GoVersions.ORDER);
  }

  /**
   * Returns the newest release of a minor version for this host.
   *
   * @throws Unavailable when no proxy tells
   */
  Optional<String> newestPatch(String minor) throws Unavailable {
    return releases()
        .filter(version -> GoVersions.minor(version).equals(minor))
        .max(GoVersions.ORDER);
  }

  private Stream<String> releases() throws Unavailable {
    String suffix = "." + host.os() + "-" + host.architecture();
    Pattern entry = Pattern.compile("v0\\.0\\.1-go([0-9.]+)" + Pattern.quote(suffix) + "\\s*");
    return proxies
        .text("/" + MODULE + "/@v/list")
        .value()
        .lines()
        .map(entry::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .filter(GoVersions::release);
  }

  /**
   * Returns a toolchain from the cache, or fetches, checks and unpacks it.
   *
   * @param expected the {@code h1:} hash it must have; without one the checksum database is asked
   */
  Unpacked provide(String version, Optional<String> expected)
      throws IOException, InterruptedException {
    Path root = root(version);
    Optional<String> hash = unpacked(root);
    if (hash.isEmpty()) {
      hash = PathLock.holding(root, () -> fetchedMeanwhile(version, expected, root));
    }
    compare(version, expected.orElse(hash.get()), hash.get());
    LastUse.note(root);
    return new Unpacked(root, hash.get());
  }

  /** Returns the {@code h1:} hash of a toolchain that is in the cache. */
  Optional<String> cachedHash(String version) {
    return unpacked(root(version));
  }

  /**
   * Asks the checksum database for the {@code h1:} hash of a toolchain; nothing is downloaded.
   *
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE} when it cannot be asked, {@link
   *     ErrorCode#GO_HASH_MISMATCH} when its answer is not signed by it
   */
  String publishedHash(String version, Host machine) {
    List<ModuleProxy> list = ModuleProxy.list(settings.proxy());
    if (list.stream().findFirst().filter(ModuleProxy::off).isPresent()) {
      throw new DifyArmsException(
          ErrorCode.GO_UNAVAILABLE,
          "the checksum database is not asked which hash a Go toolchain has",
          "GOPROXY (go.proxy)",
          "off: GOPROXY forbids downloads");
    }
    return ChecksumDatabase.of(settings.sumdb(), downloads, proxies)
        .hash(
            MODULE,
            module(version, machine),
            list.stream().filter(proxy -> !proxy.off() && !proxy.direct()).findFirst());
  }

  private static String module(String version, Host host) {
    return "v0.0.1-go" + version + "." + host.os() + "-" + host.architecture();
  }

  private Path root(String version) {
    return folder.resolve(version + "-" + host.os() + "-" + host.architecture());
  }

  private static Optional<String> unpacked(Path root) {
    return ToolFiles.json(root.resolve(MARKER)).map(json -> json.path("hash").asText());
  }

  private Optional<String> fetchedMeanwhile(String version, Optional<String> expected, Path root)
      throws IOException {
    Optional<String> hash = unpacked(root);
    return hash.isPresent() ? hash : Optional.of(fetch(version, expected, root));
  }

  private String fetch(String version, Optional<String> expected, Path root) throws IOException {
    Deletion.of(root); // without its marker it is not complete
    String module = module(version, host);
    Path scratch = Files.createTempDirectory(folder, ".incoming");
    try {
      Path zip = scratch.resolve("toolchain.zip");
      Found<Path> found = proxies.file("/" + MODULE + "/@v/" + module + ".zip", zip);
      String actual = ModuleHash.of(zip);
      String right =
          expected.isPresent()
              ? expected.get()
              : ChecksumDatabase.of(settings.sumdb(), downloads, proxies)
                  .hash(MODULE, module, Optional.of(found.proxy()));
      compare(version, right, actual);
      Path unpacked = Files.createDirectory(scratch.resolve("go"));
      GoArchive.unpack(zip, MODULE + "@" + module + "/", unpacked);
      ToolFiles.write(unpacked.resolve(MARKER), Json.object().put("hash", actual));
      Files.move(unpacked, root, StandardCopyOption.ATOMIC_MOVE);
      return actual;
    } catch (Unavailable e) {
      throw new DifyArmsException(
          ErrorCode.GO_UNAVAILABLE,
          "Go " + version + " cannot be downloaded for " + host,
          MODULE + " " + module,
          String.valueOf(e.getMessage()),
          e);
    } finally {
      Deletion.of(scratch);
    }
  }

  /** Stops when a toolchain does not have the hash it should have. */
  void compare(String version, String right, String actual) {
    if (!right.equals(actual)) {
      throw new DifyArmsException(
          ErrorCode.GO_HASH_MISMATCH,
          "the downloaded Go " + version + " has not the hash it should have",
          "module proxies " + ModuleProxy.list(settings.proxy()),
          "expected " + right + "\nits files have " + actual);
    }
  }
}
