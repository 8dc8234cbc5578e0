package io.github.difyarms.build;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.LayerFiles;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.Removal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The entries of the layer that goes on top of a base, with every directory above them. */
final class NewLayer {
  private static final EntryAttributes NOBODY =
      new EntryAttributes(0, 0, 0, Instant.EPOCH, new TreeMap<>());

  private static final LayerFiles.Content NOTHING =
      new LayerFiles.Content(BlobContent.of(new byte[0]), Digest.of(new byte[0]), 0);

  private final LayerFiles.Builder layer = new LayerFiles.Builder("dify-arms");
  private final Path folder;
  private final Optional<Instant> time;

  /**
   * Creates an empty layer.
   *
   * @param folder any folder; it stands for directories
   * @param time time of new files; that of the base's when empty
   */
  NewLayer(Path folder, Optional<Instant> time) {
    this.folder = folder;
    this.time = time;
  }

  /**
   * Puts new bytes in the place of a file. The time stays, as owner and mode do: a base that moves
   * below a file leaves the layer as it is, so that it need not be pushed again.
   */
  void replace(FoundFile old, MadeFile made) {
    parents(old.parents());
    layer.add(
        new LayerFiles.Content(made.content(), made.digest(), made.size()),
        old.path(),
        timed(old.attributes()));
  }

  /** Adds a directory with all that is in it. */
  void add(AddedTree tree, MadeTree made) {
    parents(tree.parents());
    for (Map.Entry<String, EntryAttributes> entry : directories(tree, made).entrySet()) {
      layer.add(folder, AbsoluteUnixPath.get(entry.getKey()), timed(entry.getValue()));
    }
    for (MadeTree.File file : made.files()) {
      layer.add(
          file.content(),
          AbsoluteUnixPath.get(tree.path() + "/" + file.path()),
          timed(tree.attributesOf(file.executable())));
    }
  }

  /** Returns every directory of a tree, its own first. */
  static SortedMap<String, EntryAttributes> directories(AddedTree tree, MadeTree made) {
    SortedMap<String, EntryAttributes> directories = new TreeMap<>();
    directories.put(tree.path(), tree.attributes());
    for (MadeTree.File file : made.files()) {
      String path = file.path();
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        directories.put(tree.path() + "/" + path.substring(0, slash), tree.attributes());
      }
    }
    return directories;
  }

  /** Hides something of the base, as the OCI layer specification says. */
  void remove(Removal removal) {
    parents(removal.parents());
    layer.add(NOTHING, AbsoluteUnixPath.get(removal.whiteout()), NOBODY);
  }

  /** Returns what was collected. */
  LayerFiles files() {
    return layer.build();
  }

  /** Returns what an entry that removes something has; nothing of it comes into a container. */
  static EntryAttributes ofWhiteouts() {
    return NOBODY;
  }

  private void parents(SortedMap<String, EntryAttributes> parents) {
    parents.forEach(
        (path, attributes) -> layer.add(folder, AbsoluteUnixPath.get(path), attributes));
  }

  private EntryAttributes timed(EntryAttributes attributes) {
    return time.map(attributes::withModified).orElse(attributes);
  }
}
