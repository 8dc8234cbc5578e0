package io.github.difyarms.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unpacks one archive that nobody has looked at. Links come last: nothing is written through one.
 */
final class Unpacking implements ArchiveEntries.Reader {
  /** Limits: the largest component has about 2,000 files and 30 MB. */
  record Limits(int entries, long bytes) {
    static final Limits DEFAULT = new Limits(200_000, 2L << 30);
  }

  private final Path directory;
  private final Limits limits;
  private final Map<String, String> links = new LinkedHashMap<>();
  private int entries;
  private long bytes;

  Unpacking(Path directory, Limits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  /**
   * Writes the links and returns the root of the tree: a single folder at the top of the archive is
   * taken off.
   *
   * @throws IOException also when a link leads out of the tree
   */
  Path finish() throws IOException {
    List<Path> top;
    try (Stream<Path> children = Files.list(directory)) {
      top = children.toList();
    }
    boolean single = top.size() == 1 && Files.isDirectory(top.get(0));
    String prefix = single ? top.get(0).getFileName() + "/" : "";
    single &= links.keySet().stream().allMatch(name -> name.startsWith(prefix));
    int cut = single ? prefix.length() : 0;
    for (Map.Entry<String, String> link : links.entrySet()) {
      String name = link.getKey();
      if (!SafePaths.inside(name.substring(cut), link.getValue())) {
        throw new IOException("the link " + name + " leads out: " + link.getValue());
      }
      Files.createSymbolicLink(file(name), Path.of(link.getValue()));
    }
    return single ? top.get(0) : directory;
  }

  @Override
  public void directory(String name) throws IOException {
    count();
    Optional<String> clean = clean(name);
    if (clean.isPresent()) {
      Files.createDirectories(directory.resolve(clean.get()));
    }
  }

  @Override
  public void file(String name, boolean executable, InputStream content) throws IOException {
    count();
    Optional<String> clean = clean(name);
    if (clean.isEmpty()) {
      return;
    }
    Path file = file(clean.get());
    try (OutputStream out =
        Files.newOutputStream(
            file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        bytes += n;
        if (bytes > limits.bytes()) {
          throw new IOException("it unpacks to more than " + limits.bytes() + " bytes");
        }
        out.write(buffer, 0, n);
      }
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(
          file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  @Override
  public void link(String name, String target) throws IOException {
    count();
    clean(name).ifPresent(clean -> links.put(clean, target));
  }

  @Override
  public void sameAs(String name, String earlier) throws IOException {
    Optional<String> source = clean(earlier);
    Path file = source.map(directory::resolve).orElse(directory);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(name + " is a hard link to " + earlier + ", which is no file in it");
    }
    try (InputStream content = Files.newInputStream(file)) {
      file(name, Files.isExecutable(file), content);
    }
  }

  private void count() throws IOException {
    if (++entries > limits.entries()) {
      throw new IOException("it has more than " + limits.entries() + " entries");
    }
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(directory));
    return file;
  }

  /** Returns the name without {@code ./}, or nothing for what belongs to git itself. */
  private static Optional<String> clean(String name) throws IOException {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") || part.indexOf('\\') >= 0 || part.indexOf('\0') >= 0) {
        throw new IOException("an entry leads out of it: " + name);
      }
      if (SafePaths.git(part)) {
        return Optional.empty();
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (name.startsWith("/")) {
      throw new IOException("an entry has an absolute name: " + name);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("/", parts));
  }
}
