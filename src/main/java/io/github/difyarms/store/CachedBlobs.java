package io.github.difyarms.store;

import io.github.difyarms.cache.LastUse;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Layers of bases, as layouts on this machine need them whole. A layout and the cache share the
 * bytes by a hard link where the file system can. Nobody writes into a blob, but a link would let
 * them: so a blob is checked against its digest before it is given away, once in each run, and one
 * that does not fit is dropped.
 */
public final class CachedBlobs {
  private final Path directory;
  private final Consumer<String> notes;
  private final Runnable changed;
  private final Set<Digest> verified = ConcurrentHashMap.newKeySet();

  CachedBlobs(Path directory, Consumer<String> notes, Runnable changed) {
    this.directory = directory;
    this.notes = notes;
    this.changed = changed;
  }

  /** Returns whether a blob is here, judging by its name and size. */
  public boolean has(Descriptor blob) {
    try {
      return Files.size(path(blob)) == blob.size();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Opens a blob that was checked.
   *
   * @throws FileNotFoundException when it is not here
   */
  public InputStream open(Descriptor blob) throws IOException {
    if (!sound(blob)) {
      throw new FileNotFoundException(path(blob).toString());
    }
    LastUse.note(path(blob));
    return Files.newInputStream(path(blob));
  }

  /**
   * Puts a blob under a name elsewhere, in place of what is there.
   *
   * @return whether it was here, and fits its digest
   * @throws IOException when it cannot be written there
   */
  boolean giveTo(Path file, Descriptor blob) throws IOException {
    if (!sound(blob)) {
      return false;
    }
    // Also because a link has the time of its file: with an old one, AtomicFiles.sweep would take
    // it for what a killed build left, before it has its name.
    LastUse.note(path(blob));
    AtomicFiles.createDirectories(file.getParent());
    Path partial = neighbour(file);
    try {
      if (!linked(path(blob), partial)) {
        Files.copy(path(blob), partial);
      }
      AtomicFiles.rename(partial, file);
      return true;
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /**
   * Keeps a blob that lies elsewhere. A cache that cannot be written to costs time, not the build.
   *
   * @param copying whether to copy it where it cannot be linked
   */
  void keep(Path file, Descriptor blob, boolean copying) {
    if (has(blob)) {
      LastUse.note(path(blob));
      return;
    }
    Path partial = neighbour(path(blob));
    try {
      AtomicFiles.createDirectories(partial.getParent());
      try {
        if (!linked(file, partial)) {
          if (!copying) {
            return;
          }
          Files.copy(file, partial);
        }
        AtomicFiles.rename(partial, path(blob));
        changed.run();
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      // Without it the next layout reads it from the registry again.
    }
  }

  /** A link to a symbolic link would share that, not the bytes. */
  private static boolean linked(Path from, Path to) {
    if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      Files.createLink(to, from);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false; // another file system, or one without links
    }
  }

  private boolean sound(Descriptor blob) {
    Path file = path(blob);
    if (!Files.exists(file)) {
      return false;
    }
    if (verified.contains(blob.digest())) {
      return true;
    }
    try {
      MessageDigest hash = blob.digest().newMessageDigest();
      if (Files.size(file) == blob.size()) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        if (Digest.of(blob.digest().algorithm(), hash.digest()).equals(blob.digest())) {
          verified.add(blob.digest());
          return true;
        }
      }
      Files.deleteIfExists(file);
      notes.accept("the cached layer " + blob.digest() + " was damaged and is dropped");
    } catch (IOException e) {
      // It cannot be read: as good as absent.
    }
    return false;
  }

  private Path path(Descriptor blob) {
    return directory.resolve(blob.digest().algorithm()).resolve(blob.digest().hex());
  }

  private static Path neighbour(Path file) {
    return file.resolveSibling(".partial" + UUID.randomUUID());
  }
}
