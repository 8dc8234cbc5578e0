package io.github.difyarms.source;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/** A real git repository with a work tree. */
final class Repo implements AutoCloseable {
  private final Git git;
  private final Folder folder;

  Repo(Path directory) {
    GitSystem.install();
    this.folder = new Folder(directory);
    this.git = done(() -> Git.init().setDirectory(directory.toFile()).setInitialBranch("main"));
  }

  private interface Command<T> {
    Callable<T> get() throws GitAPIException;
  }

  private static <T> T done(Command<T> command) {
    try {
      return command.get().call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  Folder folder() {
    return folder;
  }

  Repository repository() {
    return git.getRepository();
  }

  Path directory() {
    return repository().getDirectory().toPath();
  }

  String commit(String path, String content) {
    folder.file(path, content);
    return commit();
  }

  String commit() {
    done(() -> git.add().addFilepattern("."));
    return done(() ->
            git.commit().setMessage("test").setAuthor("A", "a@b").setCommitter("A", "a@b"))
        .name();
  }

  void tag(String name, boolean annotated) {
    PersonIdent tagger = new PersonIdent("A", "a@b");
    done(
        () ->
            annotated
                ? git.tag().setName(name).setForceUpdate(true).setTagger(tagger).setMessage("test")
                : git.tag().setName(name).setForceUpdate(true).setAnnotated(false));
  }

  void branch(String name) {
    done(() -> git.branchCreate().setName(name));
  }

  @Override
  public void close() {
    git.close();
  }
}
