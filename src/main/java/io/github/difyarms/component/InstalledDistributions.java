package io.github.difyarms.component;

import io.github.difyarms.python.Distribution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The distributions in {@code site-packages}, told by their metadata as Python itself does. */
final class InstalledDistributions {
  private final TreeText tree;
  private final String site;
  private final List<String> warnings;

  InstalledDistributions(TreeText tree, String site, List<String> warnings) {
    this.tree = tree;
    this.site = site;
    this.warnings = warnings;
  }

  List<Distribution> all() throws IOException {
    TreeMap<String, Distribution> all = new TreeMap<>();
    for (String path : tree.below(site).keySet()) {
      String name = path.substring(site.length() + 1);
      if (name.endsWith(".dist-info/METADATA")
          || name.endsWith(".egg-info/PKG-INFO")
          || name.endsWith(".egg-info")) {
        Optional<Distribution> found = of(path);
        if (found.isPresent()) {
          Distribution before = all.put(found.get().name(), found.get());
          if (before != null && !before.equals(found.get())) {
            warnings.add(
                site + " has both " + before + " and " + found.get() + "; the latter counts");
          }
        }
      }
    }
    return new ArrayList<>(all.values());
  }

  /** Returns what a metadata file tells. */
  Optional<Distribution> of(String path) throws IOException {
    Optional<String> text = tree.text(path);
    if (text.isEmpty()) {
      return Optional.empty(); // a directory, for one
    }
    Optional<String> name = header(text.get(), "name");
    Optional<String> version = header(text.get(), "version");
    if (name.isEmpty() || version.isEmpty()) {
      warnings.add(path + " tells no name and version: that distribution is not kept to");
      return Optional.empty();
    }
    return Optional.of(new Distribution(name.get(), version.get()));
  }

  /** Returns a header of an RFC 822 text; the first empty line ends them. */
  private static Optional<String> header(String text, String key) {
    for (String line : text.split("\r?\n", -1)) {
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(key)) {
        return Optional.of(line.substring(colon + 1).strip()).filter(value -> !value.isEmpty());
      }
    }
    return Optional.empty();
  }
}
