package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lists a directory of an image from what its layers say, topmost first, until layers below cannot
 * change anything any more.
 *
 * <pre>{@code
 * TreeSearch search = new TreeSearch(query);
 * while (!search.settled() && ...) {
 *   search.below(TreeSearch.index(source, nextLayerDown, query, limits));
 * }
 * Tree tree = search.tree();
 * }</pre>
 *
 * <p>The history of an image bounds nothing here: a {@code RUN} may put something anywhere, and the
 * topmost {@code COPY} to a place above the directory may be one of few files over what is there.
 */
public final class TreeSearch {
  /** What a directory is made as that no layer describes. */
  private static final EntryAttributes UNDESCRIBED =
      new EntryAttributes(0755, 0, 0, Instant.EPOCH, new TreeMap<>());

  private final TreePaths paths;

  /** Lowest first. */
  private final Deque<TreeIndex> indexes = new ArrayDeque<>();

  /** Directories of the chain that a layer describes where it is not hidden. */
  private final Set<String> described = new HashSet<>();

  private boolean present;

  /**
   * In the layers still to come the elements of the chain from this one on are hidden; the number
   * after the last one stands for what is in the root alone.
   */
  private int hiddenFrom;

  /** Begins a listing. */
  public TreeSearch(TreeQuery query) {
    this.paths = new TreePaths(query);
    this.hiddenFrom = paths.chain().size() + 1;
  }

  /**
   * Reads what one layer says, from its first to its last byte. That is done once, and once more
   * when a listed file is a hard link to one that is not listed.
   *
   * @param source where the layer can be read
   * @param layer what to read
   * @param query what is asked
   * @param limits guards against hostile layers
   * @throws IOException when the layer cannot be read
   * @throws DifyArmsException {@link ErrorCode#LIMIT_EXCEEDED}, {@link ErrorCode#FILE_NOT_REGULAR}
   *     for a listed directory with attributes that cannot be written again, {@link
   *     ErrorCode#BASE_INCONSISTENT}
   */
  public static TreeIndex index(
      BlobSource source, Descriptor layer, TreeQuery query, SearchLimits limits)
      throws IOException {
    return TreeReader.read(source, layer, new TreePaths(query), limits, TreeLimits.DEFAULT);
  }

  /**
   * Lists a directory.
   *
   * @param source where the layers can be read
   * @param layers the image's layers, lowest first
   * @param query what is asked
   * @param limits guards against hostile layers
   * @throws IOException when a layer cannot be read
   * @throws DifyArmsException as {@link #index} and {@link #tree}
   */
  public static Tree list(
      BlobSource source, List<Descriptor> layers, TreeQuery query, SearchLimits limits)
      throws IOException {
    TreeSearch search = new TreeSearch(query);
    for (int number = layers.size() - 1; number >= 0 && !search.settled(); number--) {
      search.below(index(source, layers.get(number), query, limits));
    }
    return search.tree();
  }

  /** Takes in what the next layer below says. */
  public void below(TreeIndex index) {
    indexes.addFirst(index);
    List<String> chain = paths.chain();
    int visible = Math.min(hiddenFrom, chain.size());
    for (int i = 0; i < visible; i++) {
      Tree.Entry entry = index.entries().get(chain.get(i));
      if (entry != null && entry.kind() == Tree.Kind.DIRECTORY) {
        described.add(chain.get(i));
      } else if (entry != null) {
        hide(i);
      }
      boolean root = i == chain.size() - 1;
      present |= root && (entry != null || index.implied().contains(paths.root()));
    }
    for (int i = 0; i < chain.size(); i++) {
      if (index.hidden().contains(chain.get(i))) {
        hide(i);
      }
      if (index.opaque().contains(chain.get(i))) {
        hide(i + 1);
      }
    }
    if (index.opaque().contains("")) {
      hide(0);
    }
  }

  private void hide(int from) {
    hiddenFrom = Math.min(hiddenFrom, from);
  }

  /** Returns whether layers further down cannot change anything. */
  public boolean settled() {
    List<String> chain = paths.chain();
    if (hiddenFrom > chain.size()) {
      return false;
    }
    if (!present && hiddenFrom < chain.size()) {
      return true; // there is no such directory
    }
    return described.containsAll(chain.subList(0, hiddenFrom));
  }

  /**
   * Returns what a container would see; nothing when the root is not there.
   *
   * @throws DifyArmsException {@link ErrorCode#DIRECTORY_BEHIND_LINK}
   */
  public Tree tree() {
    TreeMap<String, Tree.Entry> seen = new TreeMap<>();
    for (TreeIndex index : indexes) {
      apply(index, seen);
    }
    for (String path : paths.chain()) {
      Tree.Entry entry = seen.get(path);
      if (entry != null && entry.kind() == Tree.Kind.SYMLINK) {
        throw new DifyArmsException(
            ErrorCode.DIRECTORY_BEHIND_LINK,
            "a directory of the base lies behind a symbolic link",
            paths.root(),
            path + " leads to " + entry.linkTarget().orElse(""));
      }
    }
    Tree.Entry root = seen.get(paths.root());
    boolean there = paths.chain().isEmpty() || (root != null && root.kind() == Tree.Kind.DIRECTORY);
    return new Tree(there ? seen : new TreeMap<>());
  }

  private static void apply(TreeIndex index, SortedMap<String, Tree.Entry> seen) {
    for (String directory : index.opaque()) {
      TreePaths.below(seen, directory).clear();
    }
    for (String path : index.hidden()) {
      remove(path, seen);
    }
    for (String directory : index.implied()) {
      Tree.Entry there = seen.get(directory);
      if (there == null || there.kind() != Tree.Kind.DIRECTORY) {
        seen.put(directory, undescribed());
      }
    }
    for (Map.Entry<String, Tree.Entry> entry : index.entries().entrySet()) {
      if (entry.getValue().kind() != Tree.Kind.DIRECTORY) {
        remove(entry.getKey(), seen);
      }
      seen.put(entry.getKey(), entry.getValue());
    }
  }

  private static void remove(String path, SortedMap<String, Tree.Entry> seen) {
    seen.remove(path);
    TreePaths.below(seen, path).clear();
  }

  private static Tree.Entry undescribed() {
    return new Tree.Entry(Tree.Kind.DIRECTORY, UNDESCRIBED, 0, Optional.empty(), Optional.empty());
  }
}
