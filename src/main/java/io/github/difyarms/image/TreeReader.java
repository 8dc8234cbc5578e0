package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Reads one layer for a {@link TreeQuery}, entry by entry, as unpacking would go on. */
final class TreeReader {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** A link to a link to a link is as far as anybody goes. */
  private static final int MOST_READINGS = 4;

  private final Descriptor layer;
  private final TreePaths paths;
  private final TreeLimits limits;

  /** What listed hard links lead to, with how many bytes of it are wanted. */
  private final Map<String, Integer> targets;

  private final TreeMap<String, Tree.Entry> entries = new TreeMap<>();
  private final Set<String> hidden = new HashSet<>();
  private final Set<String> opaque = new HashSet<>();
  private final TreeSet<String> implied = new TreeSet<>();

  /** Hard links whose target was not held when they were met. */
  private final TreeMap<String, String> open = new TreeMap<>();

  private String lastDirectory = "";
  private long keptBytes;

  private TreeReader(
      Descriptor layer, TreePaths paths, TreeLimits limits, Map<String, Integer> targets) {
    this.layer = layer;
    this.paths = paths;
    this.limits = limits;
    this.targets = targets;
  }

  /**
   * Reads a layer: once, and once more when a listed hard link leads to a file that is not listed.
   */
  static TreeIndex read(
      BlobSource source,
      Descriptor layer,
      TreePaths paths,
      SearchLimits limits,
      TreeLimits treeLimits)
      throws IOException {
    Map<String, Integer> targets = new HashMap<>();
    for (int readings = 1; ; readings++) {
      TreeReader reader = new TreeReader(layer, paths, treeLimits, Map.copyOf(targets));
      TreeIndex index = LayerStream.read(source, layer, limits, reader::read);
      if (reader.open.isEmpty()) {
        return index;
      }
      boolean more = false;
      for (Map.Entry<String, String> link : reader.open.entrySet()) {
        more |= null == targets.putIfAbsent(link.getValue(), reader.wanted(link.getKey()));
      }
      if (!more || readings == MOST_READINGS) {
        Map.Entry<String, String> link = reader.open.entrySet().iterator().next();
        throw new DifyArmsException(
            ErrorCode.BASE_INCONSISTENT,
            "a layer of the base cannot be unpacked",
            link.getKey() + " in layer " + layer.digest(),
            "it is a hard link to " + link.getValue() + ", which is not in the same layer");
      }
    }
  }

  private TreeIndex read(LayerStream stream) throws IOException {
    for (TarArchiveEntry entry = stream.next(); entry != null; entry = stream.next()) {
      take(entry, stream);
    }
    implied.removeAll(entries.keySet());
    targets.keySet().stream().filter(path -> !paths.listed(path)).forEach(entries::remove);
    return new TreeIndex(entries, new TreeSet<>(hidden), new TreeSet<>(opaque), implied);
  }

  private void take(TarArchiveEntry entry, LayerStream stream) throws IOException {
    String name = LayerContent.normalise(entry.getName());
    if (name.isEmpty()) {
      return; // the root of the file system
    }
    String path = "/" + name;
    int slash = path.lastIndexOf('/');
    String directory = path.substring(0, slash);
    String last = path.substring(slash + 1);
    above(directory); // of a whiteout, too: that is how it is unpacked
    if (last.equals(OPAQUE)) {
      if (paths.mayHold(directory)) {
        opaque.add(directory);
      }
    } else if (last.startsWith(WHITEOUT)) {
      hide(directory + "/" + last.substring(WHITEOUT.length()));
    } else {
      put(path, entry, stream);
    }
    if (entries.size() + hidden.size() + opaque.size() + implied.size() > limits.listed()) {
      throw limits.exceeded(layer, "more than " + limits.listed() + " paths are to be listed");
    }
  }

  private void hide(String path) {
    if (paths.listed(path) || paths.mayHold(path)) {
      hidden.add(path);
    }
  }

  /** Whatever something is put into is a directory, with or without an entry of its own. */
  private void above(String directory) {
    if (directory.equals(lastDirectory)) {
      return;
    }
    lastDirectory = directory;
    for (int end = directory.length(); end > 0; end = directory.lastIndexOf('/', end - 1)) {
      String path = directory.substring(0, end);
      if (paths.listed(path)) {
        implied.add(path);
        Tree.Entry there = entries.get(path);
        if (there != null && there.kind() != Tree.Kind.DIRECTORY) {
          throw new DifyArmsException(
              ErrorCode.BASE_INCONSISTENT,
              "a layer of the base cannot be unpacked",
              path + " in layer " + layer.digest(),
              "it is no directory and has entries below it");
        }
      }
    }
  }

  private void put(String path, TarArchiveEntry tarEntry, LayerStream stream) throws IOException {
    boolean listed = paths.listed(path) || targets.containsKey(path);
    LayerEntry header = LayerEntry.of(tarEntry);
    if (!header.directory()) {
      lastDirectory = ""; // it may have taken the place of that one
      TreePaths.below(entries, path).clear();
      TreePaths.below(open, path).clear();
      implied.remove(path);
      implied.subSet(path + "/", path + "0").clear();
      if (paths.mayHold(path)) {
        hidden.add(path);
      }
    }
    if (!listed) {
      return;
    }
    entries.remove(path);
    open.remove(path);
    switch (header.kind()) {
      case HARD_LINK -> link(path, header);
      case DIRECTORY -> entries.put(path, directory(path, header));
      case FILE -> entries.put(path, file(path, header, stream.content()));
      case SYMLINK ->
          entries.put(path, plain(Tree.Kind.SYMLINK, header, Optional.of(header.linkTarget())));
      case OTHER -> entries.put(path, plain(Tree.Kind.OTHER, header, Optional.empty()));
    }
  }

  private void link(String path, LayerEntry header) {
    String target = "/" + LayerContent.normalise(header.linkTarget());
    Tree.Entry there = target.equals(path) ? null : entries.get(target);
    boolean whole =
        there != null
            && (there.kind() != Tree.Kind.FILE
                || wanted(path) < 0
                || wanted(target) >= wanted(path)
                || (there.content().isPresent() && wanted(target) >= there.size()));
    if (there == null || !whole) { // what it leads to was passed by, or too little of it was kept
      open.put(path, target);
      return;
    }
    entries.put(path, cut(there, wanted(path)));
  }

  /** A link may want less of the file than its first name does: nothing, for one. */
  private static Tree.Entry cut(Tree.Entry entry, int bytes) {
    return bytes >= 0
        ? entry
        : new Tree.Entry(
            entry.kind(), entry.attributes(), entry.size(), entry.linkTarget(), Optional.empty());
  }

  private int wanted(String path) {
    return Math.max(paths.firstBytes(path), targets.getOrDefault(path, -1));
  }

  /** Directories are written again, above what is new. */
  private Tree.Entry directory(String path, LayerEntry header) {
    return plain(Tree.Kind.DIRECTORY, header.carriedOver(path, layer), Optional.empty());
  }

  private static Tree.Entry plain(Tree.Kind kind, LayerEntry header, Optional<String> link) {
    return new Tree.Entry(kind, header.attributes(), 0, link, Optional.empty());
  }

  private Tree.Entry file(String path, LayerEntry header, InputStream content) throws IOException {
    int wanted = wanted(path);
    Optional<BlobContent> kept = Optional.empty();
    if (wanted >= 0) {
      byte[] bytes = content.readNBytes((int) Math.min(wanted, header.size()));
      keptBytes += bytes.length;
      if (keptBytes > limits.keptBytes()) {
        throw limits.exceeded(layer, "more than " + limits.keptBytes() + " bytes are to be kept");
      }
      kept = Optional.of(BlobContent.of(bytes));
    }
    return new Tree.Entry(
        Tree.Kind.FILE, header.attributes(), header.size(), Optional.empty(), kept);
  }
}
