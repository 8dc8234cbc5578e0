package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveSourceTest {
  @TempDir Path directory;

  private final Heard heard = new Heard();

  private SourceTree fetch(Path archive) {
    return fetch(archive, Unpacking.Limits.DEFAULT);
  }

  private SourceTree fetch(Path archive, Unpacking.Limits limits) {
    return new ArchiveSource(
            new SourceLocation.Archive(archive), directory.resolve("cache"), heard, limits)
        .fetch();
  }

  /**
   * Writes a tar.gz; {@code name} is a file, {@code name -> target} a link, {@code name/} a folder.
   */
  private Path tar(String... entries) throws IOException {
    Path archive = directory.resolve("x.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (String entry : entries) {
        String[] words = entry.split(" (?:->|=) ", -1);
        byte type =
            entry.contains(" -> ")
                ? TarConstants.LF_SYMLINK
                : entry.contains(" = ")
                    ? TarConstants.LF_LINK
                    : words[0].endsWith("/") ? TarConstants.LF_DIR : TarConstants.LF_NORMAL;
        TarArchiveEntry header = new TarArchiveEntry(words[0], type, true);
        byte[] content =
            type == TarConstants.LF_NORMAL
                ? words[0].getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        header.setSize(content.length);
        header.setMode(words[0].endsWith(".sh") ? 0755 : 0644);
        if (words.length > 1) {
          header.setLinkName(words[1]);
        }
        tar.putArchiveEntry(header);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return archive;
  }

  @Test
  void aHeaderThatDoesNotEndIsNotKeptInMemory() throws IOException {
    byte[] named = new byte[9 << 20];
    Arrays.fill(named, (byte) 'x');
    byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3};
    System.arraycopy(header, 0, named, 0, header.length);
    Path archive = Files.write(directory.resolve("x.tar.gz"), named);

    assertThatThrownBy(() -> fetch(archive))
        .hasMessageContaining("DA-614")
        .hasMessageContaining("of its compressed bytes hold nothing");
  }

  @Test
  void largeFilesAreTakenWithAndWithoutCompression() throws IOException {
    byte[] large = new byte[9 << 20];
    new Random(42).nextBytes(large);
    String text = new String(large, StandardCharsets.ISO_8859_1);
    byte[] plain = new Tar().file("x/go.mod", "module x").file("x/large", text).plain();
    byte[] gzip = new Tar().file("x/go.mod", "module y").file("x/large", text).gzip();

    for (byte[] stored : List.of(plain, gzip)) {
      Path archive = Files.write(directory.resolve("x.tar"), stored);
      assertThat(fetch(archive).paths()).containsExactly("go.mod", "large");
    }
  }

  @Test
  void oneFolderAtTheTopIsTakenOff() throws IOException {
    SourceTree tree =
        fetch(tar("x-1.0/", "x-1.0/go.mod", "./x-1.0/a/run.sh", "x-1.0/l -> a/run.sh"));

    assertThat(tree.paths()).containsExactly("a/run.sh", "go.mod", "l");
    assertThat(tree.identity())
        .isEqualTo(
            new Folder(directory.resolve("same"))
                .file("go.mod", "x-1.0/go.mod")
                .executable("a/run.sh", "./x-1.0/a/run.sh")
                .link("l", "a/run.sh")
                .tree()
                .identity());
  }

  @Test
  void severalAtTheTopStayAsTheyAre() throws IOException {
    assertThat(fetch(tar("./go.mod", "cmd/main.go", "cmd/same = go.mod", ".git/config")).paths())
        .containsExactly("cmd/main.go", "cmd/same", "go.mod");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "x/../../outside",
        "/absolute",
        "x\\..\\y",
        "x/l -> ../../outside",
        "x/l -> ../outside",
        "x/l -> /etc/passwd",
        "x/l -> a/../..",
        "x/l = /etc/passwd",
        "x/l = ../../etc/passwd",
        "x/l = nothing"
      })
  void whatLeadsOutIsRefused(String entry) throws IOException {
    Path archive = tar("x/go.mod", entry);

    assertThatThrownBy(() -> fetch(archive))
        .hasMessageContaining("DA-614")
        .hasMessageContaining(archive.toString());
    assertThat(directory.resolve("outside")).doesNotExist();
    try (Stream<Path> left = Files.list(directory.resolve("cache"))) {
      assertThat(left).allMatch(path -> path.toString().endsWith(".lock"));
    }
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    Path archive = tar("x/a -> ..", "x/a/file", "y");

    assertThatThrownBy(() -> fetch(archive)).hasMessageContaining("DA-614");
  }

  @ParameterizedTest
  @CsvSource({"2, 1000, entries", "100, 10, bytes"})
  void limitsHold(int entries, long bytes, String word) throws IOException {
    Path archive = tar("x/aaaaaa", "x/bbbbbb", "x/cccccc");

    assertThatThrownBy(() -> fetch(archive, new Unpacking.Limits(entries, bytes)))
        .hasMessageContaining("DA-614")
        .hasMessageContaining(word);
    assertThat(fetch(archive, new Unpacking.Limits(3, 24)).paths()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no archive", "PK and no zip"})
  void whatIsNoArchiveIsRefused(String content) throws IOException {
    Path archive = Files.writeString(directory.resolve("x.tar.gz"), content);

    assertThatThrownBy(() -> fetch(archive)).hasMessageContaining("DA-614");
  }

  @Test
  void anUnpackedCopyIsUsedAgainUnlessSomebodyChangedIt() throws IOException {
    Path archive = tar("x/go.mod");
    String identity = fetch(archive).identity();
    assertThat(fetch(archive).identity()).isEqualTo(identity);
    assertThat(heard.warnings).isEmpty();
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      List<Path> modules = files.filter(f -> f.endsWith("go.mod")).toList();
      Files.writeString(modules.get(0), "changed");
    }

    assertThat(fetch(archive).identity()).isEqualTo(identity);
    assertThat(heard.warnings).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tar.gz", "tar", "zip"})
  void whatGitArchivesIsTheSameTreeAndKnowsItsCommit(String format) {
    String git = CommandLine.find("git", "archives as git writes them").orElse("");
    Assumptions.assumeFalse(git.isEmpty());
    Path archive = directory.resolve("x." + format);
    try (Repo repo = new Repo(directory.resolve("work"))) {
      repo.folder().executable("run.sh", "x").link("sub/l", "../run.sh");
      String commit = repo.commit("go.mod", "module x");
      CommandLine.of(git, "archive", "--prefix=x-1/", "-o", archive.toString(), "HEAD")
          .in(repo.folder().root())
          .with("GIT_CONFIG_GLOBAL", "/dev/null")
          .with("GIT_CONFIG_COUNT", "1")
          .with("GIT_CONFIG_KEY_0", "safe.directory")
          .with("GIT_CONFIG_VALUE_0", "*")
          .run()
          .orFail();

      SourceTree tree = fetch(archive);

      assertThat(tree.commit()).contains(commit);
      assertThat(tree.identity()).isEqualTo(repo.folder().tree().identity());
    }
  }
}
