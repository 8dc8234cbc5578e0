package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
  @TempDir Path directory;

  private SourceTree fetch(Path folder) {
    try (HttpTransport http = new HttpTransport(HttpOptions.defaults(), NetListener.silent())) {
      return new Sources(directory.resolve("cache"), http, SourceListener.silent(), true)
          .fetch(SourceLocation.parse(folder.toString(), directory, "sandbox.source"), "");
    }
  }

  private Folder folder(String name) {
    return new Folder(directory.resolve(name));
  }

  @Test
  void anUnchangedWorkTreeIsItsCommitAndAChangedOneIsNot() {
    try (Repo repo = new Repo(directory.resolve("work"))) {
      repo.folder().file(".gitignore", "ignored\n").executable("run", "x");
      String commit = repo.commit("go.mod", "module x");
      SourceTree clean = fetch(repo.folder().root());
      assertThat(clean.commit()).contains(commit);
      assertThat(clean.paths()).containsExactly(".gitignore", "go.mod", "run");

      repo.folder().file("ignored", "");
      assertThat(fetch(repo.folder().root()).commit()).contains(commit);

      repo.folder().file("new.go", "package x");
      SourceTree dirty = fetch(repo.folder().root());
      assertThat(dirty.commit()).isEmpty();
      assertThat(dirty.identity()).startsWith("tree:").isNotEqualTo(clean.identity());
    }
  }

  @Test
  void aDirectoryBelowAWorkTreeOrWithADamagedRepositoryHasNoCommit() throws IOException {
    try (Repo repo = new Repo(directory.resolve("work"))) {
      repo.commit("sub/go.mod", "module x");
      assertThat(fetch(repo.folder().root().resolve("sub")).commit()).isEmpty();

      Files.writeString(repo.directory().resolve("HEAD"), "damaged");
      assertThat(fetch(repo.folder().root()).commit()).isEmpty();
    }
  }

  @Test
  void theIdentityIsThatOfPathsModesAndContentsWhereverTheyLie() {
    String identity =
        folder("a").file("x", "1").executable("y/z", "2").link("l", "x").tree().identity();

    assertThat(folder("b").link("l", "x").executable("y/z", "2").file("x", "1").tree().identity())
        .isEqualTo(identity)
        .matches("tree:[0-9a-f]{64}");
    assertThat(folder("c").file("x", "1").file("y/z", "2").link("l", "x").tree().identity())
        .isNotEqualTo(identity);
    assertThat(folder("d").file("x", "1").executable("y/z", "3").link("l", "x").tree().identity())
        .isNotEqualTo(identity);
    assertThat(folder("e").file("x", "1").executable("y.z", "2").link("l", "x").tree().identity())
        .isNotEqualTo(identity);
    assertThat(folder("f").file("x", "1").executable("y/z", "2").file("l", "x").tree().identity())
        .isNotEqualTo(identity);
  }

  @Test
  void anExportOfAnExportIsTheSameTree() {
    SourceTree tree =
        folder("a")
            .file("x", "1")
            .executable("y/z", "2")
            .link("y/l", "../x")
            .file(".git/config", "")
            .tree();

    tree.exportTo(directory.resolve("out"));

    assertThat(tree.paths()).containsExactly("x", "y/l", "y/z");
    assertThat(folder("out").tree().identity()).isEqualTo(tree.identity());
    assertThat(directory.resolve("out/.git")).doesNotExist();
  }

  @Test
  void anExportStopsWhenAFileIsNotWhatItWas() throws IOException {
    SourceTree changed = folder("a").file("x", "1").file("y", "2").tree();
    folder("a").file("y", "3");
    SourceTree gone = folder("b").file("x", "1").file("y", "2").tree();
    Files.delete(directory.resolve("b/y"));
    SourceTree led = folder("c").file("x", "1").link("y", "x").tree();
    Files.delete(directory.resolve("c/y"));
    folder("c").link("y", "z");
    SourceTree file = folder("d").file("x", "1").link("y", "x").tree();
    Files.delete(directory.resolve("d/y"));
    folder("d").file("y", "x");

    for (SourceTree tree : List.of(changed, gone, led, file)) {
      Path out = Files.createTempDirectory(directory, "out");
      assertThatThrownBy(() -> tree.exportTo(out))
          .hasMessageContaining("DA-614")
          .hasMessageContaining("the source changed while it was being built")
          .hasMessageContaining("/y");
    }
  }

  @Test
  void onlyTheBytesThatWereHashedAreHandedOut() {
    SourceTree tree = folder("a").file("x", "1").file("y", "2").tree();
    folder("a").file("x", "3").file("new", "4");

    assertThatThrownBy(() -> tree.read("x"))
        .hasMessageContaining("DA-614")
        .hasMessageContaining("the source changed");
    assertThat(tree.read("y")).contains(new byte[] {'2'});
    assertThat(tree.read("new")).isEmpty();
  }
}
