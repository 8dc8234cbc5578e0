package io.github.difyarms.source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/** The tree of one commit, read from a bare repository without a checkout. */
final class GitTree implements SourceTree {
  private record Entry(FileKind kind, ObjectId id) {}

  private final Path repository;
  private final String shown;
  private final String commit;
  private final Instant committed;
  private final Map<String, Entry> entries;
  private @Nullable Repository open;

  private GitTree(
      Path repository, String shown, String commit, Instant committed, Map<String, Entry> entries) {
    this.repository = repository;
    this.shown = shown;
    this.commit = commit;
    this.committed = committed;
    this.entries = entries;
  }

  /**
   * Reads the listing of a commit and checks every object of it against its name.
   *
   * @throws IOException when an object is missing or damaged
   */
  static GitTree of(Path directory, Repository repository, ObjectId commit, String shown)
      throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    Instant committed;
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk commits = new RevWalk(reader);
        TreeWalk walk = new TreeWalk(reader)) {
      checked(reader, commit, Constants.OBJ_COMMIT);
      RevCommit parsed = commits.parseCommit(commit);
      checked(reader, parsed.getTree(), Constants.OBJ_TREE);
      committed = Instant.ofEpochSecond(parsed.getCommitTime());
      walk.addTree(parsed.getTree());
      while (walk.next()) {
        ObjectId id = walk.getObjectId(0);
        FileMode mode = walk.getFileMode(0);
        if (mode.equals(FileMode.TREE)) {
          checked(reader, id, Constants.OBJ_TREE);
          walk.enterSubtree();
        } else if (mode.getObjectType() == Constants.OBJ_BLOB) {
          checked(reader, id, Constants.OBJ_BLOB);
          entries.put(walk.getPathString(), new Entry(kind(mode), id));
        } // A submodule is another repository's commit.
      }
    }
    return new GitTree(directory, shown, commit.name(), committed, entries);
  }

  private static FileKind kind(FileMode mode) {
    if (mode.equals(FileMode.SYMLINK)) {
      return FileKind.LINK;
    }
    return mode.equals(FileMode.EXECUTABLE_FILE) ? FileKind.EXECUTABLE : FileKind.FILE;
  }

  private static byte[] checked(ObjectReader reader, AnyObjectId id, int type) throws IOException {
    byte[] bytes = reader.open(id, type).getBytes();
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      if (!formatter.idFor(type, bytes).equals(id)) {
        throw new CorruptObjectException(id.toObjectId(), "its content has another name");
      }
    }
    return bytes;
  }

  /** Opened once: opening it for each file would take most of the time. */
  private synchronized Repository repository() throws IOException {
    if (open == null) {
      open = GitCache.open(repository);
    }
    return open;
  }

  @Override
  public String shown() {
    return shown;
  }

  @Override
  public Optional<String> commit() {
    return Optional.of(commit);
  }

  @Override
  public String identity() {
    return commit;
  }

  @Override
  public Optional<Instant> committed() {
    return Optional.of(committed);
  }

  @Override
  public List<String> paths() {
    return List.copyOf(entries.keySet());
  }

  @Override
  public Optional<byte[]> read(String path) {
    Entry entry = entries.get(path);
    if (entry == null || entry.kind() == FileKind.LINK) {
      return Optional.empty();
    }
    try (ObjectReader reader = repository().newObjectReader()) {
      return Optional.of(checked(reader, entry.id(), Constants.OBJ_BLOB));
    } catch (IOException e) {
      throw Stops.unreadable(shown, e);
    }
  }

  @Override
  public void exportTo(Path directory) {
    TreeExport export = TreeExport.into(directory);
    try (ObjectReader reader = repository().newObjectReader()) {
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        export.add(
            entry.getKey(),
            entry.getValue().kind(),
            checked(reader, entry.getValue().id(), Constants.OBJ_BLOB));
      }
    } catch (IOException e) {
      throw Stops.unreadable(shown, e);
    }
    export.finish();
  }
}
