package io.github.difyarms.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** What git says about a directory that is a work tree. */
final class WorkTree {
  private WorkTree() {}

  /** Returns the commit of HEAD when nothing differs from it, and git can be understood. */
  static Optional<String> commit(Path directory) {
    return Files.exists(directory.resolve(Constants.DOT_GIT))
        ? OfGit.commit(directory)
        : Optional.empty();
  }

  /**
   * JGit's archive is signed: its first class costs a tenth of a second, so it is a last resort.
   */
  private static final class OfGit {
    static Optional<String> commit(Path directory) {
      GitSystem.install();
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      builder.addCeilingDirectory(directory.toFile()).findGitDir(directory.toFile());
      try (Repository repository = builder.setMustExist(true).build()) {
        ObjectId head = repository.resolve(Constants.HEAD);
        return head != null && new Git(repository).status().call().isClean()
            ? Optional.of(head.name())
            : Optional.empty();
      } catch (IOException | GitAPIException | RuntimeException e) {
        return Optional.empty(); // the tree's hash says what was built all the same
      }
    }
  }
}
