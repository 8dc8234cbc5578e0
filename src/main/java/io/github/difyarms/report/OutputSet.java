package io.github.difyarms.report;

import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * Files that change together: a reader finds all of one build or all of another, whenever the
 * process ends.
 *
 * <p>The files of a build lie in a folder of their own below {@code results}. The link {@code
 * current} names the valid one and is replaced by one rename; {@code images.json} and its like are
 * links through it. Where a file system has no symbolic links the files are plain, and {@code
 * images.json} is written last.
 */
final class OutputSet {
  private static final String RESULTS = "results";
  private static final String CURRENT = "current";

  /** Lies in every folder of ours beside {@link #LAST}. */
  static final String MARK = ".dify-arms";

  /** Written last into a folder of results; without it the folder is not complete. */
  private static final String LAST = "images.json";

  private final Path directory;

  OutputSet(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  /**
   * Checks that no folder stands where a link has to be: it would be somebody's own.
   *
   * @throws IOException that names it
   */
  void check(Set<String> names) throws IOException {
    for (String name : names) {
      Path place = directory.resolve(name);
      if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) && !ours(place)) {
        throw new FileAlreadyExistsException(
            place.toString(),
            null,
            "this folder is not the plugin's; choose another outputDirectory");
      }
    }
  }

  /** Where links were turned into what they name (a CI cache, no links at all) folders are ours. */
  private static boolean ours(Path folder) {
    return Files.isRegularFile(folder.resolve(MARK)) || Files.isRegularFile(folder.resolve(LAST));
  }

  /** Returns the folder of the valid files. */
  Optional<Path> current() {
    Path link = directory.resolve(CURRENT);
    return Files.isRegularFile(link.resolve(LAST)) ? Optional.of(link) : Optional.empty();
  }

  /**
   * Makes these files the valid ones.
   *
   * @param files contents by path below the directory, {@code images.json} among them
   */
  void publish(SortedMap<String, byte[]> files) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(RESULTS)).resolve(fresh());
    fill(folder, files);
    try {
      restoreLinks(folder);
      link(CURRENT, Path.of(RESULTS, folder.getFileName().toString()));
    } catch (UnsupportedOperationException e) {
      fill(directory, files); // no symbolic links here
    }
    unlinkOthers(names(folder));
    sweep(folder);
  }

  /** Makes the links that a set needs and that are not there. */
  void restoreLinks(Path set) throws IOException {
    for (String name : names(set)) {
      link(name, Path.of(CURRENT, name));
    }
  }

  /** Returns the names that people look for. */
  private static Set<String> names(Path set) throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : list(set)) {
      String name = String.valueOf(file.getFileName());
      if (!name.startsWith(".")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String fresh() {
    String time = Instant.now().toString().replaceAll("[^0-9TZ]", "");
    return time + "-" + ProcessHandle.current().pid();
  }

  private static void fill(Path folder, SortedMap<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().equals(LAST)) {
        write(folder.resolve(file.getKey()), file.getValue());
      }
    }
    byte[] last = files.get(LAST);
    if (last == null) {
      throw new IllegalArgumentException("a set without " + LAST);
    }
    write(folder.resolve(LAST), last);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    AtomicFiles.write(file, bytes, mode(file.toString()));
  }

  /** A user's own Helm values may hold passwords, and a key comes into arms.env. */
  private static String mode(String name) {
    boolean secret = name.endsWith("-merged.yaml") || name.endsWith(".env");
    return name.endsWith(".sh") ? "rwxr-xr-x" : secret ? "rw-------" : "rw-r--r--";
  }

  /** Points a link elsewhere in one step. */
  private void link(String name, Path target) throws IOException {
    Path link = directory.resolve(name);
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
      return;
    }
    if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS) && ours(link)) {
      PathUtils.deleteDirectory(link);
    }
    Path fresh = directory.resolve("." + name + "-" + ProcessHandle.current().pid());
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes away links to files that the valid set does not have. */
  private void unlinkOthers(Set<String> names) throws IOException {
    for (Path link : list(directory)) {
      if (Files.isSymbolicLink(link)
          && Files.readSymbolicLink(link).startsWith(CURRENT)
          && !names.contains(String.valueOf(link.getFileName()))) {
        Files.deleteIfExists(link);
      }
    }
  }

  /** Takes the valid files away: what they name must not be deployed. */
  void withdraw() throws IOException {
    Files.deleteIfExists(directory.resolve(CURRENT));
    unlinkOthers(Set.of());
    if (!Files.isSymbolicLink(directory.resolve(LAST))) {
      Files.deleteIfExists(directory.resolve(LAST));
      for (Path file : list(directory)) {
        if (String.valueOf(file.getFileName()).endsWith(".digest")) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Deletes older sets; an incomplete one may be another build's, until it is a day old. */
  private void sweep(Path keep) throws IOException {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    for (Path folder : list(directory.resolve(RESULTS))) {
      boolean complete = Files.exists(folder.resolve(LAST));
      boolean ours = String.valueOf(folder.getFileName()).matches("[0-9]{8}T[0-9]+Z-[0-9]+");
      if (ours
          && !folder.equals(keep)
          && (complete || Files.getLastModifiedTime(folder).toInstant().isBefore(yesterday))) {
        PathUtils.deleteDirectory(folder);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.toList());
    }
  }
}
