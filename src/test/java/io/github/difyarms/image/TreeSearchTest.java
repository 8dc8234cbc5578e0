package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSearchTest {
  private static final TreeQuery ALL = query("/srv/app/.*");

  private final MemoryBlobs blobs = new MemoryBlobs();
  private final List<Descriptor> layers = new ArrayList<>();

  private static TreeQuery query(String listed) {
    return new TreeQuery(
        AbsoluteUnixPath.get("/srv/app"), listed, List.of(new TreeQuery.Kept(".*\\.txt", 5)));
  }

  private TreeSearchTest layer(Tar tar) {
    layers.add(blobs.add(tar.gzip()));
    return this;
  }

  private Tree list(TreeQuery query) throws IOException {
    Tree tree = TreeSearch.list(blobs, layers, query, SearchLimits.DEFAULT);
    assertThat(blobs.leftOpen()).isZero();
    return tree;
  }

  private List<String> paths() throws IOException {
    return paths(ALL);
  }

  private List<String> paths(TreeQuery query) throws IOException {
    return list(query).entries().keySet().stream()
        .filter(path -> path.startsWith("/srv/app/"))
        .map(path -> path.substring("/srv/app/".length()))
        .toList();
  }

  private static Tree.Entry at(Tree tree, String path) {
    return tree.at(path).orElseThrow();
  }

  private static String text(Tree tree, String path) throws IOException {
    try (InputStream in = at(tree, path).content().orElseThrow().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void layersAddUpAndTheTopmostEntryOfAPathCounts() throws IOException {
    layer(new Tar().file("srv/app/a.txt", "old").file("srv/app/b.txt", "low"));
    layer(new Tar().file("srv/app/a.txt", "new").symlink("srv/app/c", "b.txt").device("srv/app/d"));

    Tree tree = list(ALL);

    assertThat(tree.entries().keySet())
        .containsExactly(
            "/srv", "/srv/app", "/srv/app/a.txt", "/srv/app/b.txt", "/srv/app/c", "/srv/app/d");
    assertThat(text(tree, "/srv/app/a.txt")).isEqualTo("new");
    assertThat(text(tree, "/srv/app/b.txt")).isEqualTo("low");
    assertThat(at(tree, "/srv/app/c").linkTarget()).contains("b.txt");
    assertThat(at(tree, "/srv/app/d").kind()).isEqualTo(Tree.Kind.OTHER);
  }

  @Test
  void onlyWhatIsAskedForIsListedAndContentIsCut() throws IOException {
    layer(
        new Tar()
            .file("srv/app/a.txt", "123456789")
            .file("srv/app/b/a.txt", "1")
            .file("srv/app/a.md", "1")
            .file("srv/apple/a.txt", "1"));

    Tree tree = list(query("/srv/app/[^/]+"));

    assertThat(tree.entries().keySet())
        .containsExactly("/srv", "/srv/app", "/srv/app/a.md", "/srv/app/a.txt", "/srv/app/b");
    assertThat(text(tree, "/srv/app/a.txt")).isEqualTo("12345");
    assertThat(at(tree, "/srv/app/a.txt").size()).isEqualTo(9);
    assertThat(at(tree, "/srv/app/a.md").content()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"srv", "srv/app", "srv/app/x", "srv/app/x/y", "srv/app/x/y/f"})
  void aWhiteoutRemovesANameAndAllBelowItFromLayersBelowAlone(String removed) throws IOException {
    layer(new Tar().file("srv/app/x/y/f", "old"));
    layer(new Tar().whiteout(removed).file("srv/app/x/y/g", "new"));

    assertThat(paths(query(".*/[fg]"))).containsExactly("x/y/g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "srv/", "srv/app/", "srv/app/x/", "srv/app/x/y/"})
  void anOpaqueDirectoryHasNothingOfTheLayersBelow(String opaque) throws IOException {
    layer(new Tar().file("srv/app/x/y/f", "old"));
    layer(new Tar().file("srv/app/x/y/g", "new").opaque(opaque));

    assertThat(paths(query(".*/[fg]"))).containsExactly("x/y/g");
  }

  @ParameterizedTest
  @CsvSource({".*/f", "/srv/app/.*"})
  void whatIsNoDirectoryHidesWhatWasBelowItEvenWhenItIsNotListed(String listed) throws IOException {
    layer(new Tar().file("srv/app/x/y/f", "old"));
    layer(new Tar().file("srv/app/x", "a file"));

    assertThat(paths(query(listed))).doesNotContain("x/y", "x/y/f");
  }

  @Test
  void aDirectoryTakesThePlaceOfAFile() throws IOException {
    layer(new Tar().file("srv/app/x", "a file").file("srv/app/y", "a file"));
    layer(new Tar().directory("srv/app/x/", 0755).file("srv/app/y/z", ""));

    Tree tree = list(ALL);

    assertThat(at(tree, "/srv/app/x").kind()).isEqualTo(Tree.Kind.DIRECTORY);
    assertThat(at(tree, "/srv/app/y").kind()).isEqualTo(Tree.Kind.DIRECTORY);
  }

  @Test
  void aDirectoryThatIsPutUponADirectoryChangesItsAttributesAndNotItsContent() throws IOException {
    layer(new Tar().directory("srv/app/x/", 0700).file("srv/app/x/f", ""));
    layer(new Tar().directory("srv/app/x/", 02775));
    layer(new Tar().file("srv/app/x/g", ""));

    Tree tree = list(ALL);

    assertThat(tree.entries()).containsKeys("/srv/app/x/f", "/srv/app/x/g");
    assertThat(at(tree, "/srv/app/x").attributes().modeText()).isEqualTo("2775");
  }

  @Test
  void directoriesAboveTheRootCarryTheirOwner() throws IOException {
    layer(new Tar().directory("srv/", h -> h.setIds(7, 8)).directory("srv/app/", 0750));
    layer(new Tar().file("srv/app/f", ""));

    Tree tree = list(query("nothing"));

    assertThat(at(tree, "/srv").attributes().ownership()).isEqualTo("7:8");
    assertThat(at(tree, "/srv/app").attributes().modeText()).isEqualTo("0750");
  }

  @Test
  void aDirectoryThatNoLayerDescribesIsRoots() throws IOException {
    layer(new Tar().file("srv/app/f", ""));

    assertThat(at(list(ALL), "/srv/app").attributes())
        .isEqualTo(
            new EntryAttributes(0755, 0, 0, Instant.EPOCH, new java.util.TreeMap<>(Map.of())));
  }

  @Test
  void ofTwoEntriesInOneLayerTheLaterCounts() throws IOException {
    layer(
        new Tar()
            .file("srv/app/a.txt", "1")
            .file("./srv//app/b/../a.txt", "2")
            .file("srv/app/x/f", "")
            .file("srv/app/x", ""));

    Tree tree = list(ALL);

    assertThat(text(tree, "/srv/app/a.txt")).isEqualTo("2");
    assertThat(at(tree, "/srv/app/x").kind()).isEqualTo(Tree.Kind.FILE);
    assertThat(tree.entries()).doesNotContainKey("/srv/app/x/f");
  }

  @Test
  void aHardLinkIsWhatItLinksTo() throws IOException {
    layer(
        new Tar()
            .file("srv/app/a.txt", "text", h -> h.setMode(0640))
            .hardLink("srv/app/b.txt", "/srv/app/a.txt"));

    Tree tree = list(ALL);

    assertThat(text(tree, "/srv/app/b.txt")).isEqualTo("text");
    assertThat(at(tree, "/srv/app/b.txt")).isEqualTo(at(tree, "/srv/app/a.txt"));
    assertThat(blobs.opened()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"elsewhere/file", "srv/app/file", "elsewhere/link"})
  void aHardLinkToSomethingThatIsNotListedIsFoundByReadingTheLayerAgain(String target)
      throws IOException {
    layer(
        new Tar()
            .file("elsewhere/file", "text")
            .hardLink("elsewhere/link", "elsewhere/file")
            .file("srv/app/file", "text")
            .hardLink("srv/app/b.txt", target));

    Tree tree = list(query(".*\\.txt"));

    assertThat(text(tree, "/srv/app/b.txt")).isEqualTo("text");
    assertThat(tree.entries()).hasSize(3);
  }

  @Test
  void aHardLinkToNothingIsADamagedLayer() {
    layer(new Tar().hardLink("srv/app/b.txt", "srv/app/nothing"));

    assertThatThrownBy(() -> list(ALL))
        .hasMessageContaining("DA-305")
        .hasMessageContaining("hard link to /srv/app/nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"srv", "srv/app"})
  void aSymbolicLinkAboveIsAnError(String link) {
    layer(new Tar().symlink(link, "/opt/there"));

    assertThatThrownBy(() -> list(ALL))
        .hasMessageContaining("DA-718")
        .hasMessageContaining("/" + link + " leads to /opt/there");
  }

  @Test
  void aSymbolicLinkThatALayerAboveReplacedIsNone() throws IOException {
    layer(new Tar().symlink("srv", "/opt/there"));
    layer(new Tar().file("srv/app/f", ""));

    assertThat(paths()).containsExactly("f");
  }

  @Test
  void aRootThatIsNotThereListsNothing() throws IOException {
    layer(new Tar().directory("srv/", 0755).file("srv/else", ""));

    assertThat(list(ALL).entries()).isEmpty();
  }

  @Test
  void readingEndsWhereNothingBelowCanMatter() throws IOException {
    layer(new Tar().file("srv/app/lowest", ""));
    layer(new Tar().directory("srv/", 0755));
    layer(new Tar().directory("srv/app/", 0755).opaque("srv/app/").file("srv/app/f", ""));
    layer(new Tar().file("srv/app/g", ""));

    assertThat(paths()).containsExactly("f", "g");
    assertThat(blobs.opened())
        .containsExactly(layers.get(3).digest(), layers.get(2).digest(), layers.get(1).digest());
  }

  @Test
  void anOpaqueRootHasTheOwnerThatALayerBelowGaveIt() throws IOException {
    layer(new Tar().directory("srv/", 0755).directory("srv/app/", 02770).file("srv/app/f", ""));
    layer(new Tar().directory("srv/", 0755).opaque("srv/app/").file("srv/app/g", ""));

    Tree tree = list(ALL);

    assertThat(tree.entries()).doesNotContainKey("/srv/app/f");
    assertThat(at(tree, "/srv/app").attributes().modeText()).isEqualTo("2770");
  }

  @ParameterizedTest
  @ValueSource(strings = {"srv", "srv/app"})
  void belowAWhiteoutOfTheRootNothingIsRead(String removed) throws IOException {
    layer(new Tar().file("srv/app/f", ""));
    layer(new Tar().whiteout(removed));

    assertThat(list(ALL).entries()).isEmpty();
    assertThat(blobs.opened()).hasSize(1);
  }

  @Test
  void anAttributeThatCannotBeWrittenAgainStopsTheListing() {
    layer(
        new Tar()
            .directory(
                "srv/", h -> h.addPaxHeader("SCHILY.xattr.system.posix_acl_access", "\ufffd")));

    assertThatThrownBy(() -> list(ALL))
        .hasMessageContaining("DA-306")
        .hasMessageContaining("posix_acl_access");
  }

  @Test
  void whatIsHeldInMemoryIsLimited() {
    layer(new Tar().file("srv/app/a.txt", "12345").file("srv/app/b.txt", "12345"));

    assertThatThrownBy(() -> read(new TreeLimits(1, 100)))
        .hasMessageContaining("DA-3")
        .hasMessageContaining("more than 1 paths");
    assertThatThrownBy(() -> read(new TreeLimits(100, 9)))
        .hasMessageContaining("more than 9 bytes");
  }

  private TreeIndex read(TreeLimits limits) throws IOException {
    return TreeReader.read(blobs, layers.get(0), new TreePaths(ALL), SearchLimits.DEFAULT, limits);
  }

  @Test
  void filesThatAreNotListedTakeNoMemory() throws IOException {
    Tar tar = new Tar();
    for (int i = 0; i < 2_000; i++) {
      tar.file("srv/app/lib/" + i + "/module.py", "").whiteout("srv/app/other/" + i);
    }
    layer(tar.file("srv/app/lib/1/META", ""));

    TreeIndex index =
        TreeSearch.index(
            blobs, layers.get(0), query("/srv/app/lib/[^/]+/META"), SearchLimits.DEFAULT);

    assertThat(index.entries().keySet()).containsExactly("/srv/app/lib/1/META");
    assertThat(index.hidden()).isEmpty();
    assertThat(index.implied()).containsExactly("/srv", "/srv/app");
  }

  @Test
  void damagedBytesAreNoticed() {
    layer(new Tar().file("srv/app/f", ""));
    blobs.damage(layers.get(0), new Tar().file("srv/app/g", "").gzip());

    assertThatThrownBy(() -> list(ALL)).hasMessageContaining("wrong digest");
  }
}
