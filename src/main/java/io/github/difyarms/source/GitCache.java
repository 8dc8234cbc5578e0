package io.github.difyarms.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The bare repository in the cache that holds what was fetched from one address. */
final class GitCache {
  private static final String NOTES = "dify-arms";

  /** The names of JGit's unfinished packs, their indexes and its unfinished objects. */
  private static final String INCOMING = "{incoming_*,noz*}";

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

  /** Returns the repository, made if it is not there; only while nobody else has it. */
  Repository openOrCreate() throws IOException {
    if (Files.isDirectory(directory)) {
      sweep();
      return open(directory);
    }
    Files.createDirectories(directory);
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build()) {
      repository.create(true);
    }
    return open(directory);
  }

  /**
   * Deletes packs that were still coming in when a build was killed: git itself is never run here.
   */
  private void sweep() {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory.resolve("objects"), INCOMING)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What stays takes room; a repository that is no longer one is noticed when it is opened.
    }
  }

  void drop() throws IOException {
    Folders.delete(directory);
  }

  /** Returns the commit that a name of the remote had when it was last fetched. */
  Optional<ObjectId> remembered(String remoteName) throws IOException {
    Path note = note(remoteName);
    return Files.exists(note)
        ? Optional.of(Files.readString(note).strip())
            .filter(GitNames::commit)
            .map(ObjectId::fromString)
        : Optional.empty();
  }

  /**
   * Remembers the commit of a name, for builds without a network. Not as a reference: JGit offers
   * what references reach to the remote, and from 32 such commits on it stumbles over the answer to
   * a shallow fetch by protocol version 0 ("Expected ACK/NAK, got: shallow").
   */
  void remember(String remoteName, ObjectId commit) throws IOException {
    Path note = note(remoteName);
    Files.createDirectories(directory.resolve(NOTES));
    Files.writeString(note, commit.name() + "\n");
  }

  /** Names may hold slashes, and a remote may rename {@code a} to {@code a/b}. */
  private Path note(String remoteName) {
    return directory
        .resolve(NOTES)
        .resolve(TreeHash.sha256(remoteName.getBytes(StandardCharsets.UTF_8)));
  }
}
