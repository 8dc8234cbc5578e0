package io.github.difyarms.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The bare repository in the cache that holds what was fetched from one address. */
final class GitCache {
  private final Path directory;

  GitCache(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  static Repository open(Path directory) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(directory.toFile())
        .setBare()
        .setMustExist(true)
        .build();
  }

  Repository openOrCreate() throws IOException {
    if (Files.isDirectory(directory)) {
      return open(directory);
    }
    Files.createDirectories(directory);
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build()) {
      repository.create(true);
    }
    return open(directory);
  }

  void drop() throws IOException {
    Folders.delete(directory);
  }

  /** Returns the commit that a name of the remote had when it was last fetched. */
  static Optional<ObjectId> remembered(Repository repository, String remoteName)
      throws IOException {
    Ref ref = repository.exactRef(localName(remoteName));
    return Optional.ofNullable(ref).map(Ref::getObjectId);
  }

  /** Remembers the commit of a name, for builds without a network. */
  static void remember(Repository repository, String remoteName, ObjectId commit)
      throws IOException {
    RefUpdate update = repository.updateRef(localName(remoteName));
    update.setNewObjectId(commit);
    update.disableRefLog();
    RefUpdate.Result result = update.forceUpdate();
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      default -> throw new IOException("the reference could not be written: " + result);
    }
  }

  /** A remote may rename {@code a} to {@code a/b}, which files of these names cannot follow. */
  private static String localName(String remoteName) {
    return "refs/asked/" + TreeHash.sha256(remoteName.getBytes(StandardCharsets.UTF_8));
  }
}
