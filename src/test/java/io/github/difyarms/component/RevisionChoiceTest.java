package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Against the table of released commits. */
class RevisionChoiceTest {
  private static final String TAG = "0.6.3";
  private static final String RELEASED =
      ReleasedCommits.of(PluginDaemon.ID).commit(TAG).orElseThrow();
  private static final String OTHER = "0123456789012345678901234567890123456789";
  private static final SourceLocation GIT = new SourceLocation.Git("https://example.com/d.git");

  /** A source that is a commit, or is not known to be one. */
  private record Tree(Optional<String> commit) implements SourceTree {
    @Override
    public String shown() {
      return "https://example.com/d.git";
    }

    @Override
    public String identity() {
      return commit.orElse("tree:00");
    }

    @Override
    public List<String> paths() {
      return List.of();
    }

    @Override
    public Optional<byte[]> read(String path) {
      return Optional.empty();
    }

    @Override
    public void exportTo(Path directory) {
      throw new UnsupportedOperationException();
    }
  }

  private static PlatformBase base(String tag, boolean force) {
    String digest = "sha256:" + "0".repeat(64);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\""
                + digest
                + "\",\"size\":2},\"layers\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] config =
        "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(StandardCharsets.UTF_8);
    return new PlatformBase(
        ImageReference.parse("example.com/dify-plugin-daemon:" + tag),
        Optional.empty(),
        Platform.parse("linux/amd64"),
        new BaseImage(
            ImageManifest.of(RawManifest.of(MediaTypes.OCI_MANIFEST, manifest)),
            ImageConfig.of(config)),
        Optional.empty(),
        force,
        new SearchResult(Map.of(), Set.of(), Set.of(), 0, 0),
        BaseTrees.none());
  }

  private static RevisionChoice choice(String revision) {
    return RevisionChoice.of(
        PluginDaemon.ID, "pluginDaemon", Optional.of(revision), base(TAG + "-local", false));
  }

  private static Tree tree(String commit) {
    return new Tree(Optional.of(commit));
  }

  @Test
  void theImagesTagNamesTheRevision() {
    RevisionChoice choice =
        RevisionChoice.of(
            PluginDaemon.ID, "pluginDaemon", Optional.empty(), base(TAG + "-serverless", false));

    assertThat(choice.revision()).isEqualTo(TAG);
    assertThat(choice.warning(GIT, tree(RELEASED))).isEmpty();
  }

  @Test
  void anotherNameForTheReleasedCommitFits() {
    PlatformBase base = base(TAG + "-local", false);

    assertThatCode(() -> choice(RELEASED).requireFit(base, GIT, tree(RELEASED)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> choice(OTHER).requireFit(base, GIT, tree(OTHER)))
        .hasMessageContaining("DA-613");
  }

  @Test
  void aTagThatIsAnotherCommitThanUpstreamsIsWarnedOf() {
    assertThat(choice(TAG).warning(GIT, tree(OTHER)))
        .hasValueSatisfying(text -> assertThat(text).contains(OTHER, RELEASED, TAG));
  }

  @Test
  void aFolderWithoutACommitCannotBeCompared() {
    SourceLocation folder = new SourceLocation.Directory(Path.of("/source"));

    assertThat(choice(TAG).warning(folder, new Tree(Optional.empty())))
        .hasValueSatisfying(text -> assertThat(text).contains("it has no commit id"));
    assertThat(choice("9.9.9").warning(folder, tree(OTHER))).isEmpty();
    assertThat(choice("9.9.9").note(folder, tree(OTHER)))
        .hasValueSatisfying(text -> assertThat(text).contains("not in this plugin's table"));
  }

  @Test
  void aFolderAtAnotherCommitIsRefusedThoughNobodyNamesARevision() {
    PlatformBase base = base(TAG + "-local", false);
    SourceLocation folder = new SourceLocation.Directory(Path.of("/source"));

    assertThatThrownBy(() -> choice(TAG).requireFit(base, folder, tree(OTHER)))
        .hasMessageContaining("DA-613")
        .hasMessageContaining(RELEASED)
        .hasMessageContaining(OTHER);
    assertThatCode(() -> choice(TAG).requireFit(base, GIT, tree(OTHER)))
        .as("a fork's tag is warned of")
        .doesNotThrowAnyException();
    assertThatCode(() -> choice(TAG).requireFit(base(TAG, true), folder, tree(OTHER)))
        .doesNotThrowAnyException();
  }

  @Test
  void aTagOfPeoplesOwnAsksForARevisionAndTakesIt() {
    PlatformBase base = base("prod-2026-11", false);
    RevisionChoice choice =
        RevisionChoice.of(PluginDaemon.ID, "pluginDaemon", Optional.of(TAG), base);

    assertThatCode(() -> choice.requireFit(base, GIT, tree(RELEASED))).doesNotThrowAnyException();
  }
}
