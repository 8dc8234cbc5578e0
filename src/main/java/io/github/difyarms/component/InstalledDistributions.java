package io.github.difyarms.component;

import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.MetadataHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The distributions in {@code site-packages}, told by their metadata as Python itself does. */
final class InstalledDistributions {
  private final SortedMap<String, Distribution> byPath;
  private final List<Distribution> all;

  private InstalledDistributions(SortedMap<String, Distribution> byPath, List<Distribution> all) {
    this.byPath = byPath;
    this.all = all;
  }

  /**
   * Reads all of them.
   *
   * @param site {@code site-packages}
   * @param warnings takes what a person should know
   */
  static InstalledDistributions in(TreeText tree, String site, List<String> warnings)
      throws IOException {
    SortedMap<String, Distribution> byPath = new TreeMap<>();
    SortedMap<String, Distribution> all = new TreeMap<>();
    for (String path : tree.below(site).keySet()) {
      String name = path.substring(site.length() + 1);
      if (name.endsWith(".dist-info/METADATA")
          || name.endsWith(".egg-info/PKG-INFO")
          || name.endsWith(".egg-info")) {
        Optional<Distribution> found = of(tree, path, warnings);
        if (found.isPresent()) {
          byPath.put(path, found.get());
          Distribution before = all.put(found.get().name(), found.get());
          if (before != null && !before.equals(found.get())) {
            warnings.add(
                site + " has both " + before + " and " + found.get() + "; the latter counts");
          }
        }
      }
    }
    return new InstalledDistributions(byPath, List.copyOf(all.values()));
  }

  /** Returns them, one for each name. */
  List<Distribution> all() {
    return all;
  }

  /** Returns each by the file that tells it. */
  SortedMap<String, Distribution> byPath() {
    return byPath;
  }

  private static Optional<Distribution> of(TreeText tree, String path, List<String> warnings)
      throws IOException {
    Optional<String> text = tree.text(path);
    if (text.isEmpty()) {
      return Optional.empty(); // a directory, for one
    }
    MetadataHeaders headers = MetadataHeaders.parse(text.get());
    Optional<String> name = headers.first("Name").filter(value -> !value.isEmpty());
    Optional<String> version = headers.first("Version").filter(value -> !value.isEmpty());
    if (name.isEmpty() || version.isEmpty()) {
      warnings.add(path + " tells no name and version: that distribution is not kept to");
      return Optional.empty();
    }
    return Optional.of(new Distribution(name.get(), version.get()));
  }
}
