package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The layout of the cache folder, see docs/cache.md: which files and folders are an entry each. */
final class Inventory {
  /** Folders of Go's own, which grow while they are used. */
  private static final Set<String> GROWING = Set.of("build-cache", "path");

  private final Path cache;

  Inventory(Path cache) {
    this.cache = cache;
  }

  /** Returns every entry, measured; what cannot be looked at is left out and left alone. */
  List<Entry> entries() {
    Sizes sizes = new Sizes(cache);
    List<Entry> entries = new ArrayList<>();
    for (Path group : groups("documents", "blobs")) {
      files(group, Entry.Kind.CONTENT, entries);
    }
    for (Path kind : groups("records")) {
      files(kind, Entry.Kind.RECORD, entries);
    }
    files(cache.resolve("tools/instgo/addresses"), Entry.Kind.RECORD, entries);
    files(cache.resolve("python/agents/addresses"), Entry.Kind.RECORD, entries);
    files(cache.resolve("python/resolutions"), Entry.Kind.RECORD, entries);
    for (String named : List.of("tools/instgo", "python/agents")) {
      for (Path tool : children(cache.resolve(named))) {
        if (!tool.endsWith("addresses")) {
          entry(tool, Entry.Kind.CONTENT, file -> Sizes.measure(tool), entries);
        }
      }
    }
    for (Path go : children(cache.resolve("tools/go"))) {
      boolean growing = GROWING.contains(go.getFileName().toString());
      entry(
          go,
          Entry.Kind.CONTENT,
          file -> sizes.of(go, growing ? lastUse(file) : Instant.MIN),
          entries);
    }
    for (String many : List.of("sources/archives", "tools/python")) {
      for (Path folder : children(cache.resolve(many))) {
        entry(folder, Entry.Kind.CONTENT, file -> sizes.of(folder, Instant.MIN), entries);
      }
    }
    for (String few : List.of("sources/git", "programs", "python/wheels")) {
      for (Path folder : children(cache.resolve(few))) {
        entry(folder, Entry.Kind.CONTENT, file -> Sizes.measure(folder), entries);
      }
    }
    sizes.keep();
    return entries;
  }

  private static void files(Path folder, Entry.Kind kind, List<Entry> entries) {
    for (Path file : children(folder)) {
      entry(file, kind, BasicFileAttributes::size, entries);
    }
  }

  /** How large an entry is. */
  private interface Measure {
    long of(BasicFileAttributes attributes) throws IOException;
  }

  private static void entry(Path path, Entry.Kind kind, Measure size, List<Entry> entries) {
    try {
      BasicFileAttributes attributes = attributes(path);
      entries.add(new Entry(path, kind, size.of(attributes), lastUse(attributes)));
    } catch (IOException e) {
      // One odd file does not keep the others.
    }
  }

  /** A link that leads nowhere is looked at itself, so that it goes some day. */
  private static BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static Instant lastUse(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().toInstant();
  }

  /**
   * Returns what killed builds left, as far as nobody runs: unfinished entries, scratch folders,
   * locks of nothing. Only names that builds make, only where they make them.
   */
  List<Path> leftovers() {
    List<Path> leftovers = new ArrayList<>();
    leftovers.addAll(list(cache, Names::unfinishedAtTop));
    leftovers.addAll(list(cache.resolve("scratch"), Names::scratch));
    List<Path> folders = new ArrayList<>(groups("documents", "blobs", "records"));
    for (String name :
        List.of(
            "tools/go",
            "tools/instgo",
            "tools/python",
            "sources/git",
            "sources/archives",
            "programs",
            "python/agents",
            "python/wheels",
            "python/resolutions")) {
      folders.add(cache.resolve(name));
      leftovers.addAll(list(cache.resolve(name), Inventory::locksNothing));
    }
    folders.add(cache.resolve("tools/instgo/addresses"));
    folders.add(cache.resolve("python/agents/addresses"));
    for (Path folder : folders) {
      leftovers.addAll(list(folder, Names::unfinished));
    }
    return leftovers;
  }

  /** Returns the folders of the second level, by the names that builds give them. */
  private List<Path> groups(String... tops) {
    List<Path> groups = new ArrayList<>();
    for (String top : tops) {
      groups.addAll(list(cache.resolve(top), path -> Names.ours(top + "/" + path.getFileName())));
    }
    return groups;
  }

  /** Returns the entries of a folder: what is being made, and locks, are none. */
  private static List<Path> children(Path folder) {
    return list(folder, Names::entry);
  }

  private static boolean locksNothing(Path path) {
    String name = Names.name(path);
    return Names.lock(path)
        && !name.startsWith(".")
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(
            path.resolveSibling(name.substring(0, name.length() - Names.LOCK.length())),
            LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns what is in a folder, as far as it can be listed. */
  static List<Path> list(Path folder, Predicate<Path> which) {
    List<Path> paths = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return paths;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path path : all) {
        if (which.test(path)) {
          paths.add(path);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The rest of the cache can be tidied up all the same.
    }
    return paths;
  }
}
