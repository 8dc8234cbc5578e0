package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The layout of the cache folder, see docs/cache.md: which files and folders are an entry each. */
final class Inventory {
  /** Folders of Go's own, which grow while they are used. */
  private static final Set<String> GROWING = Set.of("build-cache", "path");

  private static final String LOCK = ".lock";

  private final Path cache;

  Inventory(Path cache) {
    this.cache = cache;
  }

  /** Returns every entry, measured. */
  List<Entry> entries() throws IOException {
    Sizes sizes = new Sizes(cache);
    List<Entry> entries = new ArrayList<>();
    for (String grouped : List.of("documents", "blobs")) {
      for (Path group : children(cache.resolve(grouped))) {
        files(group, Entry.Kind.CONTENT, entries);
      }
    }
    for (Path kind : children(cache.resolve("records"))) {
      files(kind, Entry.Kind.RECORD, entries);
    }
    files(cache.resolve("tools/instgo/addresses"), Entry.Kind.RECORD, entries);
    for (Path tool : children(cache.resolve("tools/instgo"))) {
      if (!tool.endsWith("addresses")) {
        folder(tool, Sizes.measure(tool), entries);
      }
    }
    for (Path go : children(cache.resolve("tools/go"))) {
      boolean growing = GROWING.contains(go.getFileName().toString());
      folder(go, sizes.of(go, growing ? LastUse.of(go) : Instant.MIN), entries);
    }
    for (Path archive : children(cache.resolve("sources/archives"))) {
      folder(archive, sizes.of(archive, Instant.MIN), entries);
    }
    for (String few : List.of("sources/git", "programs")) {
      for (Path folder : children(cache.resolve(few))) {
        folder(folder, Sizes.measure(folder), entries);
      }
    }
    sizes.keep();
    return entries;
  }

  private static void files(Path folder, Entry.Kind kind, List<Entry> entries) throws IOException {
    for (Path file : children(folder)) {
      entries.add(new Entry(file, kind, Files.size(file), LastUse.of(file)));
    }
  }

  private static void folder(Path folder, long size, List<Entry> entries) throws IOException {
    entries.add(new Entry(folder, Entry.Kind.CONTENT, size, LastUse.of(folder)));
  }

  /**
   * Returns what killed builds left, as far as nobody runs: unfinished entries, scratch folders.
   */
  List<Path> leftovers() throws IOException {
    List<Path> leftovers = new ArrayList<>(list(cache.resolve("scratch")));
    List<Path> folders = new ArrayList<>(List.of(cache));
    for (String name : List.of("documents", "blobs", "records")) {
      folders.addAll(list(cache.resolve(name)));
    }
    for (String name :
        List.of(
            "tools/go",
            "tools/instgo",
            "tools/instgo/addresses",
            "sources/git",
            "sources/archives",
            "programs")) {
      folders.add(cache.resolve(name));
    }
    for (Path folder : folders) {
      for (Path path : list(folder)) {
        if (unfinished(path)
            || (lock(path) && !folder.equals(cache) && !Files.exists(locked(path)))) {
          leftovers.add(path);
        }
      }
    }
    return leftovers;
  }

  /** Returns the entries of a folder: what is being made, and locks, are none. */
  private static List<Path> children(Path folder) throws IOException {
    return list(folder).stream().filter(path -> !unfinished(path) && !lock(path)).toList();
  }

  private static boolean unfinished(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") || name.startsWith("unpacking") || name.startsWith("unpacked");
  }

  private static boolean lock(Path path) {
    return path.getFileName().toString().endsWith(LOCK);
  }

  private static Path locked(Path lock) {
    String name = lock.getFileName().toString();
    return lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return paths;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(paths::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return paths;
  }
}
