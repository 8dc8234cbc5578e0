package io.github.difyarms.image;

import static io.github.difyarms.fuzzing.Reading.require;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.fuzzing.Choices;
import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Well-formed layers whose entries come in any order: what the searches say is what unpacking them,
 * one over the other, gives.
 */
public final class LayerOrderFuzz implements FuzzTarget {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final SearchLimits LIMITS = new SearchLimits(1000, 16 << 20, 1100, 1 << 20);
  private static final List<String> PATHS =
      List.of("/a", "/b", "/a/a", "/a/b", "/b/a", "/c/b", "/a/b/c", "/b/b/a", "/c/a/b");

  @Override
  public void accept(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    MemoryBlobs blobs = new MemoryBlobs();
    List<Descriptor> layers = new ArrayList<>();
    UnpackedLayers model = new UnpackedLayers();
    for (int i = 1 + choices.below(4); i > 0; i--) {
      Tar tar = new Tar();
      model.begin();
      for (int entries = choices.below(10); entries > 0; entries--) {
        entry(choices, tar, model);
      }
      model.end();
      layers.add(blobs.add(tar.plain()));
    }
    if (!model.plain()) {
      return;
    }
    for (String path : PATHS) {
      file(path, blobs, layers, model);
    }
    tree("/", blobs, layers, model);
    tree("/a/b", blobs, layers, model);
  }

  private static void entry(Choices choices, Tar tar, UnpackedLayers model) {
    StringBuilder path = new StringBuilder(choices.oneOf(NAMES));
    for (int depth = choices.below(3); depth > 0; depth--) {
      path.append('/').append(choices.oneOf(NAMES));
    }
    String name = choices.oneOf("", "./", "/") + path;
    switch (choices.below(7)) {
      case 0 -> {
        String content = Integer.toString(choices.below(100));
        tar.file(name, content);
        model.file(path.toString(), content);
      }
      case 1 -> {
        tar.directory(name + "/", 0755);
        model.directory(path.toString());
      }
      case 2 -> {
        String target = choices.oneOf("a", "/b", "b/a", "../a", "/", ".", "c/../a", "/a/b");
        tar.symlink(name, target);
        model.symlink(path.toString(), target);
      }
      case 3 -> {
        String target = choices.oneOf("a", "b", "a/b", "c/b");
        tar.hardLink(name, target);
        model.hardLink(path.toString(), target);
      }
      case 4 -> {
        tar.whiteout(name);
        model.whiteout(path.toString());
      }
      case 5 -> {
        tar.opaque(name + "/");
        model.opaque(path.toString());
      }
      default -> {
        tar.device(name);
        model.device(path.toString());
      }
    }
  }

  private static void file(
      String path, MemoryBlobs blobs, List<Descriptor> layers, UnpackedLayers model)
      throws Exception {
    AbsoluteUnixPath asked = AbsoluteUnixPath.get(path);
    WantedFile wanted = new WantedFile(asked, WantedFile.Need.THOROUGH, 1000);
    Optional<SearchResult> result =
        Reading.of(() -> FileSearch.search(blobs, layers, List.of(wanted), LIMITS));
    Optional<String> expected = model.fileAt(path);
    if (result.isEmpty()) {
      require(
          expected.isEmpty() || model.behindLink(path), path + " is " + expected + " in " + model);
      return;
    }
    FoundFile found = result.get().found().get(asked);
    Optional<String> content = found == null ? Optional.empty() : Optional.of(text(found));
    require(
        content.equals(expected),
        path + " is said to be " + content + ", and is " + expected + " in " + model);
  }

  private static String text(FoundFile found) throws IOException {
    return text(found.content().orElseThrow());
  }

  private static String text(BlobContent content) throws IOException {
    try (InputStream in = content.open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void tree(
      String root, MemoryBlobs blobs, List<Descriptor> layers, UnpackedLayers model)
      throws Exception {
    TreeQuery query =
        new TreeQuery(AbsoluteUnixPath.get(root), ".*", List.of(new TreeQuery.Kept(".*", 1000)));
    Optional<Tree> tree = Reading.of(() -> TreeSearch.list(blobs, layers, query, LIMITS));
    if (tree.isEmpty()) {
      require(!root.equals("/"), "everything can be listed: " + model);
      return;
    }
    Map<String, String> listed = new TreeMap<>();
    for (Map.Entry<String, Tree.Entry> entry : tree.get().entries().entrySet()) {
      Tree.Entry value = entry.getValue();
      listed.put(
          entry.getKey(),
          value.kind()
              + (value.content().isPresent() ? " " + text(value.content().get()) : "")
              + value.linkTarget().map(target -> " " + target).orElse(""));
    }
    Map<String, String> expected = model.listed(root);
    require(listed.equals(expected), root + " is said to be " + listed + ", and is " + expected);
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        new byte[] {1, 2, 0, 1, 0, 0, 0, 5, 0, 1, 0, 0, 3, 2},
        new byte[] {2, 3, 0, 1, 1, 0, 0, 7, 1, 0, 0, 2, 0, 0, 1, 1, 0, 4, 1, 0, 1, 1, 0, 5},
        new byte[] {3, 1, 0, 0, 1, 1, 1, 0, 0, 0, 5, 2, 1, 0, 0, 2, 3, 2, 1, 1, 1, 0, 6});
  }

  @Override
  public int longest() {
    return 200;
  }

  /** Eleven searches, of which each may read four layers once more for each of ten links. */
  @Override
  public long mostAllocated() {
    return 128L << 20;
  }
}
