package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.BaseTrees;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Tree;
import io.github.difyarms.image.TreeQuery;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerTreesTest {
  private static final String LARGE = "x".repeat(100_000);
  private static final TreeQuery QUERY =
      new TreeQuery(AbsoluteUnixPath.get("/app"), ".*", List.of(new TreeQuery.Kept(".*", 1 << 20)));

  @TempDir Path folder;
  private final MemoryBlobs blobs = new MemoryBlobs();
  private final List<Descriptor> layers = new ArrayList<>();
  private BuildCache cache;

  @BeforeEach
  void threeLayers() {
    cache = BuildCache.open(folder.resolve("cache"));
    layer(new Tar().directory("app/", 0755).file("app/low", LARGE).file("app/gone", ""));
    layer(new Tar().whiteout("app/gone").symlink("app/link", "low"));
    layer(
        new Tar()
            .file("app/high", "é\n", h -> h.addPaxHeader("SCHILY.xattr.user.kept", "yes é"))
            .device("app/device"));
  }

  private void layer(Tar tar) {
    layers.add(blobs.add(tar.gzip()));
  }

  private BaseTrees trees() {
    return new LayerTrees(blobs, layers, cache, new Turns());
  }

  /** All that a tree says, content as text: kept content is read from where it is kept. */
  private static Map<String, String> text(Tree tree) throws IOException {
    Map<String, String> text = new TreeMap<>();
    for (var entry : tree.entries().entrySet()) {
      String content = "";
      if (entry.getValue().content().isPresent()) {
        try (InputStream in = entry.getValue().content().get().open()) {
          content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      Tree.Entry e = entry.getValue();
      text.put(
          entry.getKey(),
          e.kind() + " " + e.attributes() + " " + e.size() + " " + e.linkTarget() + content);
    }
    return text;
  }

  @Test
  void nothingIsKeptBeforeALayerWasRead() {
    assertThat(trees().kept(QUERY)).isEmpty();
    assertThat(trees().unread(QUERY)).isEqualTo(layers.stream().mapToLong(Descriptor::size).sum());
    assertThat(blobs.opened()).isEmpty();
  }

  @Test
  void whatWasReadIsKeptToTheLastAttribute() throws IOException {
    Map<String, String> read = text(trees().read(QUERY));

    assertThat(read).containsOnlyKeys("/app", "/app/device", "/app/high", "/app/link", "/app/low");
    assertThat(text(trees().kept(QUERY).orElseThrow())).isEqualTo(read);
    assertThat(text(trees().read(QUERY))).isEqualTo(read);
    assertThat(trees().unread(QUERY)).isZero();
    assertThat(blobs.opened()).hasSize(3);
  }

  @Test
  void ofABaseThatMovedOnlyNewLayersAreRead() throws IOException {
    trees().read(QUERY);
    layers.remove(1);
    layer(new Tar().file("app/new", ""));

    assertThat(trees().kept(QUERY)).isEmpty();
    assertThat(trees().unread(QUERY)).isEqualTo(layers.get(2).size());
    assertThat(trees().read(QUERY).entries()).containsKeys("/app/gone", "/app/high", "/app/new");
    assertThat(blobs.opened()).hasSize(4);
  }

  @Test
  void anotherQuestionIsAnotherReading() throws IOException {
    trees().read(QUERY);

    assertThat(trees().kept(new TreeQuery(QUERY.root(), "/app/low", List.of()))).isEmpty();
  }

  @Test
  void belowALayerThatHidesAllNothingHasToBeKept() throws IOException {
    layer(new Tar().whiteout("app"));

    assertThat(trees().read(QUERY).entries()).isEmpty();
    assertThat(trees().kept(QUERY)).isPresent();
    assertThat(trees().unread(QUERY)).isZero();
    assertThat(blobs.opened()).hasSize(1);
  }

  @Test
  void aDamagedRecordOrDocumentIsReadAgain() throws IOException {
    Map<String, String> read = text(trees().read(QUERY));
    for (String damaged : List.of("records/trees", "documents/sha256")) {
      try (Stream<Path> files = Files.list(folder.resolve("cache").resolve(damaged))) {
        for (Path file : files.toList()) {
          Files.writeString(file, "{}");
        }
      }

      assertThat(trees().kept(QUERY)).isEmpty();
      assertThat(text(trees().read(QUERY))).isEqualTo(read);
    }
  }

  @Test
  void contentThatIsNotWhatItsDigestSaysIsReadAgain() throws IOException {
    Map<String, String> read = text(trees().read(QUERY));
    String content = Base64.getEncoder().encodeToString("é\n".getBytes(StandardCharsets.UTF_8));
    String other = Base64.getEncoder().encodeToString("e\n\n".getBytes(StandardCharsets.UTF_8));
    int changed = 0;
    try (Stream<Path> files = Files.list(folder.resolve("cache/records/trees"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Files.writeString(file, text.replace(content, other));
        changed += text.contains(content) ? 1 : 0;
      }
    }
    assertThat(changed).isEqualTo(1);

    assertThat(trees().kept(QUERY)).isEmpty();
    assertThat(text(trees().read(QUERY))).isEqualTo(read);
  }

  @Test
  void whatHidesAndWhatIsOnlyImpliedIsKeptToo() throws IOException {
    layers.clear();
    layer(new Tar().directory("app/", 0755).file("app/x/f", ""));
    layer(new Tar().opaque("app/x/").file("app/x/y/g", ""));
    Map<String, String> read = text(trees().read(QUERY));

    assertThat(read).containsOnlyKeys("/app", "/app/x", "/app/x/y", "/app/x/y/g");
    assertThat(text(trees().kept(QUERY).orElseThrow())).isEqualTo(read);
  }

  @Test
  void aRecordOfAnotherVersionIsNone() throws IOException {
    trees().read(QUERY);
    try (Stream<Path> files = Files.list(folder.resolve("cache/records/trees"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("\"version\"\\s*:\\s*1", "\"version\":2"));
      }
    }

    assertThat(trees().kept(QUERY)).isEmpty();
  }

  @Test
  void belowALayerThatIsNotKnownEverythingMayHaveToBeRead() throws IOException {
    TreeQuery deep = new TreeQuery(AbsoluteUnixPath.get("/srv/app"), ".*", List.of());
    layers.clear();
    layer(new Tar().directory("srv/", 0700));
    layer(new Tar().whiteout("srv/app"));
    trees().read(deep);
    layers.add(0, blobs.add(new Tar().directory("srv/", 0750).file("x", "other").gzip()));
    layers.remove(1);
    layer(new Tar().file("srv/app/f", ""));

    long unread = trees().unread(deep);

    assertThat(unread).isEqualTo(layers.get(0).size() + layers.get(2).size());
    trees().read(deep);
    assertThat(blobs.opened()).contains(layers.get(0).digest(), layers.get(2).digest());
  }

  @Test
  void aLayerThatCannotBeReadIsNotKept() {
    blobs.damage(layers.get(0), new Tar().file("app/evil", "").gzip());

    assertThatThrownBy(() -> trees().read(QUERY)).hasMessageContaining("wrong digest");
    assertThat(trees().unread(QUERY)).isEqualTo(layers.get(0).size());
  }
}
