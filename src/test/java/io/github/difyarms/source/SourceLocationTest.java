package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLocationTest {
  @TempDir Path directory;

  private SourceLocation parse(String text) {
    return SourceLocation.parse(text, directory, "pluginDaemon.source");
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/langgenius/dify-sandbox, https://github.com/langgenius/dify-sandbox",
    "https://user:pa%40ss@git.example/x.git, https://git.example/x.git",
    "http://localhost:3000/x.git?token=abc, http://localhost:3000/x.git?token=…",
    "ssh://git@git.example:22/x.git, ssh://git.example:22/x.git",
    "git@git.example:group/x.git, git@git.example:group/x.git",
    "git.example:group/x.git, git.example:group/x.git",
    "file:///srv/x.git, file:///srv/x.git",
  })
  void addressesAreGitAndShownWithoutSecrets(String text, String shown) {
    SourceLocation location = parse(text);

    assertThat(location).isEqualTo(new SourceLocation.Git(text));
    assertThat(location.shown()).isEqualTo(shown);
    assertThat(location.toString()).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.tar.gz", "x.tgz", "x.tar", "x.zip", "X.ZIP"})
  void archivesAreKnownByTheirName(String name) throws IOException {
    Path file = Files.createFile(directory.resolve(name));

    assertThat(parse(name)).isEqualTo(new SourceLocation.Archive(file));
  }

  @Test
  void directoriesAreTakenAsTheyAreUnlessTheyAreARepositoryItself() {
    Path folder = directory.resolve("checkout.git");
    try (Repo repo = new Repo(folder)) {
      assertThat(parse("checkout.git")).isEqualTo(new SourceLocation.Directory(folder));
      assertThat(parse("./checkout.git/.git"))
          .isEqualTo(new SourceLocation.Git(repo.directory().toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "",
        "git://git.example/x.git",
        "ftp://git.example/x.git",
        "ext::sh -c x.git",
        "https://user:s3cret/part@git.example/x.git",
        "https://user:s3cret#part@git.example/x.git",
        "https://",
        "https://user:s3cret@/x.git",
        "sftp://user:s3cret@git.example/x.git",
        "ssh://-oProxyCommand=x/y.git",
        "-oProxyCommand=x:y.git",
        "notes.txt"
      })
  void anythingElseIsRefusedByTheNameOfTheParameter(String text) throws IOException {
    Files.createFile(directory.resolve("notes.txt"));

    assertThatThrownBy(() -> parse(text))
        .hasMessageContaining("DA-614")
        .hasMessageContaining("pluginDaemon.source")
        .message()
        .doesNotContain("s3cret");
  }
}
