package io.github.difyarms.toolchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.DownloadResult;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.toolchain.InstgoDownload.NoAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Provides instgo, the vendor's compile-time tool. Its address holds no version and nobody
 * publishes a hash, so the cache knows tools by the hash they were found to have: {@code
 * tools/instgo/SHA256/instgo}, and one small record per address with the ETag it had.
 */
public final class Instgos {
  /** The version of a tool that does not say one. */
  static final String UNKNOWN = "unknown";

  private static final String DESCRIPTION = "tool.json";
  private static final String SIZE = "size";
  private static final String MODIFIED = "modified";

  private final Path folder;
  private final InstgoDownload download;
  private final InstgoVersion versions;
  private final ToolchainListener listener;

  /**
   * Creates the provider.
   *
   * @param cacheDirectory the user's own cache folder
   */
  public Instgos(
      Path cacheDirectory, Downloads downloads, Commands commands, ToolchainListener listener) {
    this.folder = cacheDirectory.resolve("tools").resolve("instgo");
    this.download = new InstgoDownload(downloads, listener);
    this.versions = new InstgoVersion(commands, listener);
    this.listener = listener;
  }

  /**
   * Returns the tool a request means, from the cache when its hash is given and it is there,
   * otherwise after asking the address once. Where the address does not answer and no hash is
   * given, what it handed out last serves; a refusal (404, 403) stops all the same.
   *
   * @throws DifyArmsException {@link ErrorCode#TOOL_NOT_FOUND}, {@link
   *     ErrorCode#TOOL_HASH_MISMATCH}, {@link ErrorCode#TOOL_NOT_EXECUTABLE}, {@link
   *     ErrorCode#TOOL_OVER_HTTP}, {@link ErrorCode#CACHE_UNSAFE}
   */
  public synchronized InstgoTool provide(InstgoRequest request) {
    try {
      Optional<String> wanted = request.sha256();
      if (wanted.isPresent() && cached(wanted.get())) {
        return tool(wanted.get(), request);
      }
      return tool(asked(request), request);
    } catch (IOException e) {
      throw ToolFiles.unwritable(folder, e);
    }
  }

  /**
   * Returns the tool a request means if it is here, after asking the address whether it still is
   * the one; nothing is downloaded.
   *
   * @throws DifyArmsException as {@link #provide} does
   */
  public synchronized InstgoLook look(InstgoRequest request) {
    return look(request, this::cached, this::tool);
  }

  /**
   * Returns the same as {@link #look}, and changes nothing: a damaged tool stays and counts as
   * absent, one whose version is not known yet is not run for it.
   *
   * @throws DifyArmsException as {@link #provide} does
   */
  public synchronized InstgoLook peek(InstgoRequest request) {
    return look(request, this::intact, this::described);
  }

  private InstgoLook look(InstgoRequest request, Predicate<String> present, Opening opening) {
    try {
      Optional<String> wanted = request.sha256();
      if (wanted.isPresent() && present.test(wanted.get())) {
        return InstgoLook.here(opening.tool(wanted.get(), request));
      }
      Optional<JsonNode> known = known(request, present);
      DownloadResult result = answer(known, etag -> download.look(request, etag));
      if (result instanceof DownloadResult.Offered offered) {
        return InstgoLook.offered(offered.size());
      }
      return InstgoLook.here(opening.tool(sha256(known.orElseThrow()), request));
    } catch (IOException e) {
      throw ToolFiles.unwritable(folder, e);
    }
  }

  @FunctionalInterface
  private interface Opening {
    InstgoTool tool(String sha256, InstgoRequest request) throws IOException;
  }

  /**
   * Returns the SHA-256 of what the address hands out now, after asking it once; downloads it if it
   * is not here, and does not run it: it may be a program for another machine.
   *
   * @throws DifyArmsException as {@link #provide} does
   */
  public synchronized String hash(InstgoRequest request) {
    try {
      return asked(request);
    } catch (IOException e) {
      throw ToolFiles.unwritable(folder, e);
    }
  }

  /** Returns what the address handed out last, if it is still here. */
  private Optional<JsonNode> known(InstgoRequest request, Predicate<String> present) {
    return ToolFiles.json(record(request.address()))
        .filter(json -> request.sha256().isEmpty())
        .filter(json -> present.test(sha256(json)));
  }

  /** Asks the address; returns the hash of what is in the cache then. */
  private String asked(InstgoRequest request) throws IOException {
    Path record = record(request.address());
    Optional<JsonNode> known = known(request, this::cached);
    Files.createDirectories(folder);
    Path incoming = Files.createTempDirectory(folder, ".incoming");
    try {
      Path target = incoming.resolve("instgo");
      DownloadResult result = answer(known, etag -> download.fetch(request, etag, target));
      if (result instanceof DownloadResult.Fetched fetched) {
        check(request, fetched);
        keep(fetched, record, request.address());
        return fetched.sha256();
      }
      return sha256(known.orElseThrow()); // nothing else is answered by 304
    } finally {
      Deletion.of(incoming);
    }
  }

  /** Offline, or while nobody answers, the tool of an earlier build is the newest there is. */
  private DownloadResult answer(Optional<JsonNode> known, Asking asking) {
    Optional<String> etag = known.map(json -> json.path("etag").asText()).filter(t -> !t.isEmpty());
    try {
      return asking.of(etag);
    } catch (NoAnswer e) {
      if (known.isEmpty()) {
        throw e.stop();
      }
      listener.note(
          "instgo's address does not answer ("
              + e.stop().why().replace("\n", "; ")
              + "), the one it handed out earlier is used: SHA-256 "
              + sha256(known.get()));
      return new DownloadResult.NotModified();
    } catch (DifyArmsException e) {
      if (known.isPresent() && e.code() == ErrorCode.OFFLINE) {
        return new DownloadResult.NotModified();
      }
      throw e;
    }
  }

  @FunctionalInterface
  private interface Asking {
    DownloadResult of(Optional<String> etag) throws NoAnswer;
  }

  private static String sha256(JsonNode record) {
    return record.path("sha256").asText();
  }

  private static void check(InstgoRequest request, DownloadResult.Fetched fetched)
      throws IOException {
    Optional<String> unfit = ProgramHeader.unfit(fetched.file(), request.host());
    if (unfit.isPresent()) {
      throw new DifyArmsException(
          ErrorCode.TOOL_NOT_EXECUTABLE,
          "what was downloaded is no instgo for this machine",
          SafeUrl.of(fetched.finalUri()),
          unfit.get());
    }
    if (request.sha256().isPresent() && !request.sha256().get().equals(fetched.sha256())) {
      throw new DifyArmsException(
          ErrorCode.TOOL_HASH_MISMATCH,
          "instgo has not the SHA-256 it should have",
          SafeUrl.of(fetched.finalUri()),
          "expected " + request.sha256().get() + "\nits bytes have " + fetched.sha256());
    }
  }

  private void keep(DownloadResult.Fetched fetched, Path record, URI address) throws IOException {
    Path file = file(fetched.sha256());
    Files.createDirectories(file.getParent());
    Files.move(fetched.file(), file, StandardCopyOption.ATOMIC_MOVE);
    ObjectNode json = Json.object();
    json.put("address", SafeUrl.of(address));
    json.put("sha256", fetched.sha256());
    fetched.etag().ifPresent(etag -> json.put("etag", etag));
    fetched.lastModified().ifPresent(date -> json.put("lastModified", date));
    ToolFiles.write(record, json);
  }

  /** Returns whether a tool is here with the bytes it should have. */
  private boolean intact(String sha256) {
    try {
      return isHash(sha256)
          && (looksUntouched(sha256) || ToolFiles.sha256(file(sha256)).equals(sha256));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isHash(String sha256) {
    return sha256.matches("[0-9a-f]{64}");
  }

  /** Returns whether a tool is here with the bytes it should have; another one is dropped. */
  private boolean cached(String sha256) {
    if (!isHash(sha256)) {
      return false;
    }
    try {
      if (looksUntouched(sha256)) {
        return true;
      }
      if (ToolFiles.sha256(file(sha256)).equals(sha256)) {
        describe(sha256, description(sha256));
        return true;
      }
    } catch (IOException e) {
      // Not here, or not to be read: the same as damaged.
    }
    Deletion.of(folder.resolve(sha256));
    return false;
  }

  /**
   * Returns whether size and time are those of the file whose hash was taken: a build that changes
   * nothing need not read 100 MB for it. The hash is taken again when the tool is copied for use.
   */
  private boolean looksUntouched(String sha256) throws IOException {
    BasicFileAttributes file = Files.readAttributes(file(sha256), BasicFileAttributes.class);
    ObjectNode seen = description(sha256);
    return seen.path(SIZE).asLong(-1) == file.size()
        && seen.path(MODIFIED).asText().equals(file.lastModifiedTime().toInstant().toString());
  }

  private ObjectNode description(String sha256) {
    return ToolFiles.json(folder.resolve(sha256).resolve(DESCRIPTION))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .orElseGet(Json::object);
  }

  private void describe(String sha256, ObjectNode description) throws IOException {
    BasicFileAttributes file = Files.readAttributes(file(sha256), BasicFileAttributes.class);
    description.put(SIZE, file.size());
    description.put(MODIFIED, file.lastModifiedTime().toInstant().toString());
    ToolFiles.write(folder.resolve(sha256).resolve(DESCRIPTION), description);
  }

  private InstgoTool tool(String sha256, InstgoRequest request) throws IOException {
    LastUse.note(folder.resolve(sha256));
    InstgoTool tool = described(sha256, request);
    if (!tool.version().equals(UNKNOWN)) {
      return tool;
    }
    String version = versions.of(tool.file());
    if (!version.equals(UNKNOWN)) {
      describe(sha256, description(sha256).put("version", version));
    }
    return new InstgoTool(tool.file(), sha256, request.address(), version);
  }

  /** Returns a tool with the version that it is known to have. */
  private InstgoTool described(String sha256, InstgoRequest request) throws IOException {
    Path file = file(sha256);
    Optional<String> unfit = ProgramHeader.unfit(file, request.host());
    if (unfit.isPresent()) { // it was cached for another machine that shares the folder
      throw new DifyArmsException(
          ErrorCode.TOOL_NOT_EXECUTABLE,
          "the instgo with this hash is none for this machine",
          sha256,
          unfit.get());
    }
    String version = description(sha256).path("version").asText("");
    return new InstgoTool(file, sha256, request.address(), version.isEmpty() ? UNKNOWN : version);
  }

  private Path file(String sha256) {
    return folder.resolve(sha256).resolve("instgo");
  }

  private Path record(URI address) {
    String name = ToolFiles.sha256(address.toString().getBytes(StandardCharsets.UTF_8));
    return folder.resolve("addresses").resolve(name + ".json");
  }
}
