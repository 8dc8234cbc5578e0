package io.github.difyarms.source;

import io.github.difyarms.cache.LastUse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An archive, unpacked once into the cache. Beside the tree lies a note of its identity and commit,
 * by which the tree is checked each time.
 */
final class ArchiveSource {
  private static final String TREE = "tree";
  private static final String NOTE = "note";

  private final SourceLocation.Archive location;
  private final Path directory;
  private final SourceListener listener;
  private final Unpacking.Limits limits;

  ArchiveSource(
      SourceLocation.Archive location,
      Path directory,
      SourceListener listener,
      Unpacking.Limits limits) {
    this.location = location;
    this.directory = directory;
    this.listener = listener;
    this.limits = limits;
  }

  SourceTree fetch() {
    Path entry = directory.resolve(hash());
    try {
      return CacheLock.holding(
          entry,
          () -> listener.warning("waiting for another build that unpacks " + location.shown()),
          () -> fetch(entry));
    } catch (IOException e) {
      throw Stops.cache(entry.toString(), e);
    }
  }

  private SourceTree fetch(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      Optional<SourceTree> known = unpacked(entry);
      if (known.isPresent()) {
        LastUse.note(entry);
        return known.get();
      }
      listener.warning("the unpacked copy of " + location.shown() + " was changed: once more");
      Folders.delete(entry);
    }
    return unpack(entry);
  }

  private String hash() {
    MessageDigest digest = TreeHash.sha256();
    try (InputStream in = Files.newInputStream(location.path());
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw Stops.unreadable(location.shown(), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private Optional<SourceTree> unpacked(Path entry) {
    try {
      List<String> note = Files.readAllLines(entry.resolve(NOTE));
      Optional<String> commit = note.size() > 1 ? Optional.of(note.get(1)) : Optional.empty();
      SourceTree tree = FolderTree.of(entry.resolve(TREE), location.shown(), () -> commit);
      return Optional.of(tree).filter(t -> t.identity().equals(note.get(0)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private SourceTree unpack(Path entry) throws IOException {
    Path scratch = Files.createTempDirectory(directory, "unpacking");
    Path finished = Files.createTempDirectory(directory, "unpacked");
    try {
      Optional<String> commit = unpackInto(scratch, finished.resolve(TREE));
      SourceTree tree = FolderTree.of(finished.resolve(TREE), location.shown(), () -> commit);
      String note = tree.identity() + commit.map(c -> "\n" + c).orElse("") + "\n";
      Files.writeString(finished.resolve(NOTE), note);
      Files.move(finished, entry, StandardCopyOption.ATOMIC_MOVE);
      return FolderTree.of(entry.resolve(TREE), location.shown(), () -> commit);
    } finally {
      Folders.delete(scratch);
      Folders.delete(finished);
    }
  }

  private Optional<String> unpackInto(Path scratch, Path target) {
    try {
      Unpacking unpacking = new Unpacking(scratch, limits);
      Optional<String> comment = ArchiveEntries.read(location.path(), unpacking);
      Files.move(unpacking.finish(), target);
      return comment.map(String::strip).filter(GitNames::commit);
    } catch (IOException | IllegalArgumentException e) {
      throw Stops.unreadable(location.shown(), e);
    }
  }
}
