package io.github.difyarms.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One path being looked for from the topmost layer down, with every directory above it.
 *
 * <p>Follows the OCI layer specification: a whiteout {@code .wh.NAME} hides NAME in the layers
 * below, {@code .wh..wh..opq} hides everything below its directory there; both say nothing of the
 * layer they are in.
 */
final class PathSearch {
  /**
   * Where a symbolic link leads.
   *
   * @param path the path to look for instead; empty for the root
   * @param uncertain whether {@code ..} stands after a name in the link: what it means depends on
   *     that name being a link itself
   * @param text the link as it is written
   */
  record Redirect(String path, boolean uncertain, String text) {}

  private final WantedFile wanted;

  /** {@code app}, {@code app/api}, {@code app/api/x}: the chain, outermost first. */
  private final List<String> chain;

  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, LayerEntry> settled = new HashMap<>();

  /**
   * Everything at this position of the chain and after it is hidden in the layers still to come.
   */
  private int hiddenFrom;

  private int fileLayer = -1;
  private Optional<Redirect> redirect = Optional.empty();

  PathSearch(WantedFile wanted, String path) {
    this.wanted = wanted;
    this.chain = chainOf(path);
    this.hiddenFrom = chain.size();
    for (int i = 0; i < chain.size(); i++) {
      positions.put(chain.get(i), i);
    }
  }

  private static List<String> chainOf(String path) {
    List<String> result = new ArrayList<>();
    StringBuilder prefix = new StringBuilder();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        result.add(prefix.append(prefix.isEmpty() ? "" : "/").append(part).toString());
      }
    }
    return result;
  }

  WantedFile wanted() {
    return wanted;
  }

  String path() {
    return chain.get(chain.size() - 1);
  }

  /** Returns whether the bytes of an entry at this path are wanted. */
  boolean wantsContent(String path) {
    return path.equals(path()) && !settled.containsKey(path) && hiddenFrom >= chain.size();
  }

  boolean wants(String path) {
    return positions.containsKey(path);
  }

  /** Takes in what one whole layer says; entries that the chain does not name are ignored. */
  void layer(int number, LayerContent content) {
    int visible = hiddenFrom;
    for (int i = 0; i < visible; i++) {
      LayerEntry entry = content.entries().get(chain.get(i));
      if (entry == null) {
        continue;
      }
      if (i == chain.size() - 1) {
        if (!settled.containsKey(path())) {
          settled.put(path(), entry);
          fileLayer = number;
        }
      } else if (entry.directory()) {
        settled.putIfAbsent(chain.get(i), entry);
      } else {
        replacedDirectory(i, entry);
        break; // nothing can lie below it in this layer
      }
    }
    for (String path : content.whiteouts()) {
      hide(positions.getOrDefault(path, chain.size()));
    }
    for (String path : content.opaque()) {
      hide(path.isEmpty() ? 0 : positions.getOrDefault(path, chain.size()) + 1);
    }
  }

  /** Takes in something above the file that is no directory. */
  private void replacedDirectory(int position, LayerEntry entry) {
    // Where a layer above has the directory, or something in it, this entry is covered by it.
    boolean covered = chain.subList(position, chain.size()).stream().anyMatch(settled::containsKey);
    if (!covered && entry.symlink()) {
      redirect = Optional.of(resolve(position, entry.linkTarget()));
    }
    hide(position + 1);
  }

  private void hide(int from) {
    hiddenFrom = Math.min(hiddenFrom, from);
  }

  private Redirect resolve(int position, String target) {
    List<String> parts = new ArrayList<>();
    if (!target.startsWith("/") && position > 0) {
      parts.addAll(List.of(chain.get(position - 1).split("/", -1)));
    }
    String rest = path().substring(chain.get(position).length());
    boolean named = false;
    boolean uncertain = false;
    for (String part : (target + rest).split("/", -1)) {
      if (part.equals("..")) {
        uncertain |= named;
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        named = true;
        parts.add(part);
      }
    }
    return new Redirect(String.join("/", parts), uncertain, target);
  }

  /** Returns where a symbolic link leads the search, which then has to start anew. */
  Optional<Redirect> redirect() {
    if (redirect.isPresent()) {
      return redirect;
    }
    LayerEntry file = settled.get(path());
    return file != null && file.symlink()
        ? Optional.of(resolve(chain.size() - 1, file.linkTarget()))
        : Optional.empty();
  }

  /** Returns the file's entry once a layer has it. */
  Optional<LayerEntry> file() {
    return Optional.ofNullable(settled.get(path()));
  }

  int fileLayer() {
    return fileLayer;
  }

  /** Returns whether lower layers cannot change anything any more. */
  boolean finished() {
    if (redirect().isPresent()) {
      return true;
    }
    if (file().isEmpty()) {
      return hiddenFrom < chain.size(); // hidden for good: its directories do not matter
    }
    // Without an entry of its own a directory is what the layers above make of it.
    return chain.stream()
        .allMatch(
            path -> settled.containsKey(path) || positions.getOrDefault(path, 0) >= hiddenFrom);
  }

  SortedMap<String, EntryAttributes> parents() {
    SortedMap<String, EntryAttributes> result = new TreeMap<>();
    for (String path : chain.subList(0, chain.size() - 1)) {
      LayerEntry entry = settled.get(path);
      if (entry != null) {
        result.put("/" + path, entry.attributes());
      }
    }
    return result;
  }
}
