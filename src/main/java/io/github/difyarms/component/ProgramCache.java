package io.github.difyarms.component;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compiled programs by everything that decided them. An entry is a folder that appears whole, under
 * its name. {@link #find} reads it and drops it when it does not fit its hash; {@link #told} leaves
 * that to whoever reads the program anyway.
 */
public final class ProgramCache {
  private static final String PROGRAM = "program";

  /** Two builds may give and take the same name in turn for a moment. */
  private static final int MOST_ATTEMPTS = 20;

  private static final String RECORD = "program.json";
  private static final String OTHERS = "others";
  private static final String HOLDS_KEY = "holdsLicenseKey";

  private final Path directory;
  private final Consumer<String> notes;

  /** Returns {@link #ProgramCache(Path, Consumer)} for who tells nobody. */
  public ProgramCache(Path directory) {
    this(directory, note -> {});
  }

  /**
   * Creates a view of a folder, which is made when something is kept.
   *
   * @param notes hears of damaged entries
   */
  public ProgramCache(Path directory, Consumer<String> notes) {
    this.directory = directory;
    this.notes = notes;
  }

  /**
   * A compiled program.
   *
   * @param file where it lies
   * @param digest its SHA-256
   * @param size its size in bytes
   * @param build how it was compiled
   * @param holdsKey whether the licence key that it was compiled with stands in it
   */
  record Entry(Path file, Digest digest, long size, ProgramBuild build, boolean holdsKey) {
    /** Returns what else was compiled on the way, for people to look at. */
    List<Path> others() throws IOException {
      Path folder = file.resolveSibling(OTHERS);
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().toList();
      }
    }
  }

  /** Returns the program with this key, if it is here and whole. */
  Optional<Entry> find(String key) {
    return entry(key, true);
  }

  /**
   * Returns the program with this key as its record tells of it, if it is here. Whoever reads its
   * bytes has to compare them with the digest, and to ask {@link #find} when they are others.
   */
  Optional<Entry> told(String key) {
    return entry(key, false);
  }

  private Optional<Entry> entry(String key, boolean read) {
    Path folder = folder(key);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      ObjectNode record = Json.readObject(Files.readAllBytes(folder.resolve(RECORD)), RECORD);
      Path program = folder.resolve(PROGRAM);
      Digest digest = Digest.parse(record.path("digest").asText(""));
      long size = Files.size(program);
      if (record.path(HOLDS_KEY).isBoolean() && (!read || digest(program).equals(digest))) {
        LastUse.note(folder);
        return Optional.of(
            new Entry(
                program,
                digest,
                size,
                ProgramJson.read(record.path("build")),
                record.path(HOLDS_KEY).booleanValue()));
      }
    } catch (IOException | DifyArmsException e) {
      // Damaged in another way.
    }
    dropDamaged(folder);
    return Optional.empty();
  }

  private void dropDamaged(Path folder) {
    try {
      drop(folder);
      notes.accept(
          "the cached program " + folder.getFileName() + " was damaged and is compiled again");
    } catch (IOException e) {
      // It stays until it is replaced.
    }
  }

  /**
   * Keeps a program, which is moved here, with what else was compiled.
   *
   * @param holdsKey whether the licence key stands in it
   */
  Entry keep(String key, Path program, List<Path> others, ProgramBuild build, boolean holdsKey)
      throws IOException {
    Files.createDirectories(directory);
    Path partial = Files.createTempDirectory(directory, ".partial");
    try {
      Path inside = partial.resolve(PROGRAM);
      Files.move(program, inside, StandardCopyOption.REPLACE_EXISTING);
      for (Path other : others) {
        Path folder = Files.createDirectories(partial.resolve(OTHERS));
        Files.copy(other, folder.resolve(other.getFileName().toString()));
      }
      Digest digest = digest(inside);
      ObjectNode record = Json.object().put("digest", digest.toString()).put(HOLDS_KEY, holdsKey);
      record.set("build", ProgramJson.of(build));
      Files.write(partial.resolve(RECORD), Json.write(record));
      return appear(partial, key, new Entry(inside, digest, Files.size(inside), build, holdsKey));
    } finally {
      drop(partial);
    }
  }

  /**
   * Gives an entry its name, in place of one that is there: who reads that one goes on reading it.
   * The newer one wins because it was asked for by force, or is of the same inputs.
   */
  private Entry appear(Path partial, String key, Entry entry) throws IOException {
    Path folder = folder(key);
    Entry named =
        new Entry(
            folder.resolve(PROGRAM), entry.digest(), entry.size(), entry.build(), entry.holdsKey());
    for (int attempt = 0; ; attempt++) {
      try {
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        return named;
      } catch (FileSystemException e) { // Linux says "Directory not empty"
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
        drop(folder);
      }
    }
  }

  private Path folder(String key) {
    return directory.resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex());
  }

  private static Digest digest(Path file) throws IOException {
    var sha256 = Digest.of(new byte[0]).newMessageDigest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Digest.of("sha256", sha256.digest());
  }

  /** Takes a folder away, and first its name, so that nobody sees half of it. */
  private static void drop(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Path going = Files.createTempDirectory(folder.toAbsolutePath().getParent(), ".going");
    try {
      Files.move(folder, going.resolve("x"), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // Another build was faster.
    } finally {
      Deletion.of(going);
    }
  }
}
