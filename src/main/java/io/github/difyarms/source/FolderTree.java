package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The files in a directory, read where they are. What is read later must have the hash it had when
 * the tree was taken: the identity would be a lie otherwise.
 */
final class FolderTree implements SourceTree {
  private final Path root;
  private final String shown;
  private final Supplier<Optional<String>> git;
  private final Map<String, Entry> files;
  private final String identity;
  private boolean asked;
  private Optional<String> commit = Optional.empty();

  private FolderTree(
      Path root,
      String shown,
      Supplier<Optional<String>> git,
      Map<String, Entry> files,
      String identity) {
    this.root = root;
    this.shown = shown;
    this.git = git;
    this.files = files;
    this.identity = identity;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Entry(FileKind kind, byte[] hash) {}

  /**
   * Reads a directory.
   *
   * @param root the directory
   * @param shown what it is called
   * @param commit tells the commit it is, if known; asked when somebody wants to know, for a build
   *     that has nothing to do does not, and loading git takes longer than the rest of it
   */
  static FolderTree of(Path root, String shown, Supplier<Optional<String>> commit) {
    try {
      Map<String, Entry> files = new TreeMap<>();
      TreeHash hash = new TreeHash();
      for (Map.Entry<String, FileKind> file : list(root).entrySet()) {
        String path = file.getKey();
        byte[] content = contentHash(root.resolve(path), file.getValue());
        files.put(path, new Entry(file.getValue(), content));
        hash.add(path, file.getValue(), content);
      }
      return new FolderTree(root, shown, commit, files, hash.identity());
    } catch (IOException e) {
      throw Stops.unreadable(shown, e);
    }
  }

  private static Map<String, FileKind> list(Path root) throws IOException {
    Map<String, FileKind> files = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return git(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            String name = root.relativize(path).toString().replace('\\', '/');
            if (attributes.isSymbolicLink()) {
              files.put(name, FileKind.LINK);
            } else if (attributes.isRegularFile() && !git(path)) {
              files.put(name, Files.isExecutable(path) ? FileKind.EXECUTABLE : FileKind.FILE);
            }
            return FileVisitResult.CONTINUE;
          }

          private boolean git(Path path) {
            return !path.equals(root) && SafePaths.git(String.valueOf(path.getFileName()));
          }
        });
    return files;
  }

  private static byte[] contentHash(Path path, FileKind kind) throws IOException {
    MessageDigest digest = TreeHash.sha256();
    if (kind == FileKind.LINK) {
      return digest.digest(linkText(path));
    }
    try (InputStream in = Files.newInputStream(path);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return digest.digest();
  }

  private static byte[] linkText(Path link) throws IOException {
    return Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String shown() {
    return shown;
  }

  @Override
  public synchronized Optional<String> commit() {
    if (!asked) {
      commit = git.get();
      asked = true;
    }
    return commit;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  @Override
  public Optional<byte[]> read(String path) {
    Entry entry = files.get(path);
    return entry == null || entry.kind() == FileKind.LINK
        ? Optional.empty()
        : Optional.of(content(path, entry));
  }

  /** Returns the very bytes that were hashed. */
  private byte[] content(String path, Entry entry) {
    Path file = root.resolve(path);
    try {
      byte[] content = entry.kind() == FileKind.LINK ? linkText(file) : Files.readAllBytes(file);
      if (!MessageDigest.isEqual(TreeHash.sha256().digest(content), entry.hash())) {
        throw changed(file, "it has another content than when the build began");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw changed(file, "it is gone");
    } catch (NotLinkException e) {
      throw changed(file, "it was a symbolic link when the build began");
    } catch (IOException e) {
      throw Stops.unreadable(file.toString(), e);
    }
  }

  private static DifyArmsException changed(Path file, String why) {
    return Stops.unreadable("the source changed while it was being built", file.toString(), why);
  }

  @Override
  public void exportTo(Path directory) {
    TreeExport export = TreeExport.into(directory);
    files.forEach((path, entry) -> export.add(path, entry.kind(), content(path, entry)));
    export.finish();
  }
}
