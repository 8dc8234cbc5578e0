package io.github.difyarms.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.cache.CacheFolder;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The per-user cache. {@code documents/} holds manifests, configs and large files of bases by
 * digest, {@code blobs/} their layers, {@code records/} what earlier builds found and published.
 * Everything in it can be deleted at any time when no build runs.
 *
 * <p>The folder belongs to the user alone (0700): a record decides that nothing needs to be pushed.
 * Documents are checked against their digest on use; an entry that does not fit is dropped, and one
 * that cannot be read counts as absent.
 */
public final class BuildCache {
  private final Path directory;
  private final Consumer<String> notes;
  private final CachedBlobs blobs;
  private final AtomicBoolean changed = new AtomicBoolean();

  private BuildCache(Path directory, Consumer<String> notes) {
    this.directory = directory;
    this.notes = notes;
    this.blobs = new CachedBlobs(directory.resolve("blobs"), notes, () -> changed.set(true));
  }

  /** Returns {@link #open(Path, Consumer)} for who tells nobody. */
  public static BuildCache open(Path directory) {
    return open(directory, note -> {});
  }

  /**
   * Opens the cache, making the folder if it is not there. One that is there has to be empty, or
   * hold nothing but what builds put there.
   *
   * @param notes hears of damaged entries
   * @throws DifyArmsException {@link ErrorCode#CACHE_UNSAFE} when others may write to it, it holds
   *     other things, or it cannot be made
   */
  public static BuildCache open(Path directory, Consumer<String> notes) {
    try {
      if (!Files.exists(directory)) {
        make(directory);
      }
      if (AtomicFiles.posix(directory)) {
        checkOwner(directory);
      }
      Optional<String> foreign = CacheFolder.claim(directory);
      if (foreign.isPresent()) {
        throw unsafe(directory, CacheFolder.refusal(directory, foreign.get()), null);
      }
      return new BuildCache(directory, notes);
    } catch (IOException e) {
      throw unsafe(directory, e.toString(), e);
    }
  }

  private static void make(Path directory) throws IOException {
    AtomicFiles.createDirectories(directory.toAbsolutePath().getParent());
    try {
      if (AtomicFiles.posix(directory)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectory(directory);
      }
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      // another build made it in the same moment
    }
  }

  private static void checkOwner(Path directory) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
    if (mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw unsafe(
          directory, "others may write to it: " + PosixFilePermissions.toString(mode), null);
    }
    String owner = Files.getOwner(directory).getName();
    Path probe = probe(directory);
    try {
      String me = Files.getOwner(probe).getName();
      if (!owner.equals(me)) {
        throw unsafe(directory, "it belongs to " + owner + ", you are " + me, null);
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /**
   * Returns a file of ours, which tells who we are; a cache on a full or read-only disk is read.
   */
  private static Path probe(Path directory) throws IOException {
    try {
      return Files.createTempFile(directory, ".probe", "");
    } catch (IOException e) {
      return Files.createTempFile("dify-arms", ".probe");
    }
  }

  private static DifyArmsException unsafe(
      Path directory, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.CACHE_UNSAFE,
        "the cache folder cannot be used",
        directory.toString(),
        why,
        cause);
  }

  /** Returns a document that has this digest, if it is here. */
  public Optional<byte[]> document(Digest digest) {
    Path path = documentPath(digest);
    try {
      byte[] bytes = Files.readAllBytes(path);
      if (digest.matches(bytes)) {
        LastUse.note(path);
        return Optional.of(bytes);
      }
      drop(path, "document " + digest);
    } catch (IOException e) {
      // Absent, or as good as that.
    }
    return Optional.empty();
  }

  private void drop(Path path, String what) {
    try {
      if (Files.deleteIfExists(path)) {
        notes.accept("the cached " + what + " was damaged and is dropped");
      }
    } catch (IOException e) {
      // It stays, and counts as absent.
    }
  }

  /** Returns the layers of bases that were read for layouts. */
  public CachedBlobs blobs() {
    return blobs;
  }

  /** Returns whether something was put into the cache since it was opened. */
  public boolean changed() {
    return changed.get();
  }

  /**
   * Returns whether there is something under this digest; only reading it tells whether it fits.
   */
  public boolean hasDocument(Digest digest) {
    return Files.isRegularFile(documentPath(digest));
  }

  /**
   * Returns the folder for what is kept by others in ways of their own: tools, sources, programs.
   */
  public Path folder(String name) {
    return directory.resolve(name);
  }

  /** Keeps a document. A cache that cannot be written to costs time, not the build. */
  public void keepDocument(Digest digest, byte[] bytes) {
    keep(documentPath(digest), bytes);
  }

  private Path documentPath(Digest digest) {
    return directory.resolve("documents").resolve(digest.algorithm()).resolve(digest.hex());
  }

  /**
   * Returns a record.
   *
   * @param kind what the record is about: {@code builds}, {@code bases}, {@code files}, {@code
   *     targets}, {@code findings}, {@code trees}
   * @param key what it is found by; any text
   */
  public Optional<ObjectNode> record(String kind, String key) {
    Path path = recordPath(kind, key);
    try {
      ObjectNode record = Json.readObject(Files.readAllBytes(path), path.toString());
      LastUse.note(path);
      return Optional.of(record);
    } catch (DifyArmsException e) {
      drop(path, "record " + kind + "/" + path.getFileName());
    } catch (IOException e) {
      // Absent, or as good as that.
    }
    return Optional.empty();
  }

  /** Keeps a record. A cache that cannot be written to costs time, not the build. */
  public void keepRecord(String kind, String key, ObjectNode record) {
    keep(recordPath(kind, key), Json.write(record));
  }

  private Path recordPath(String kind, String key) {
    String name = Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex();
    return directory.resolve("records").resolve(kind).resolve(name + ".json");
  }

  private void keep(Path path, byte[] bytes) {
    try {
      AtomicFiles.write(path, bytes);
      changed.set(true);
    } catch (IOException e) {
      // Without the entry the next build does the work again, which is what a cache may cost.
    }
  }
}
