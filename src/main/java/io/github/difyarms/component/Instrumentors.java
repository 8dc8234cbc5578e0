package io.github.difyarms.component;

import io.github.difyarms.arms.BakedFragment;
import io.github.difyarms.image.Tree;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.RecordRows;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The instrumentors in {@code site-packages}, and what taking each away comes to. */
final class Instrumentors {
  private static final String PREFIX = "opentelemetry-instrumentation-";

  private final TreeText tree;
  private final String site;
  private final List<String> warnings;

  Instrumentors(TreeText tree, String site, List<String> warnings) {
    this.tree = tree;
    this.site = site;
    this.warnings = warnings;
  }

  List<Instrumentor> of(InstalledDistributions installed) throws IOException {
    List<Instrumentor> all = new ArrayList<>();
    for (Map.Entry<String, Distribution> entry : installed.byPath().entrySet()) {
      String path = entry.getKey();
      if (conflicting(entry.getValue())) {
        boolean modern = path.endsWith(".dist-info/METADATA");
        all.add(instrumentor(entry.getValue(), modern ? parent(path) + "/RECORD" : path));
      }
    }
    return all;
  }

  private static boolean conflicting(Distribution distribution) {
    return distribution.name().startsWith(PREFIX)
        && BakedFragment.INSTRUMENTORS.contains(distribution.name().substring(PREFIX.length()));
  }

  private Instrumentor instrumentor(Distribution distribution, String record) throws IOException {
    Optional<String> text = tree.text(record).filter(kept -> record.endsWith("/RECORD"));
    if (text.isEmpty()) {
      return staying(distribution, "it has no RECORD of its files");
    }
    if (!tree.whole(record)) {
      return staying(distribution, record + " is too large");
    }
    List<String> paths;
    try {
      paths = RecordRows.paths(text.get());
    } catch (IllegalArgumentException e) {
      return staying(distribution, record + " is no list of files: " + e.getMessage());
    }
    Set<String> going = new TreeSet<>();
    for (String path : paths) {
      add(resolve(path), going, distribution);
    }
    return going.isEmpty()
        ? staying(distribution, "its RECORD lists nothing that is there")
        : new Instrumentor(distribution, fewest(going), Optional.empty());
  }

  private Instrumentor staying(Distribution distribution, String why) {
    warnings.add(distribution + " stays in the image: " + why);
    return new Instrumentor(distribution, List.of(), Optional.of(why));
  }

  /** Returns a path as it is told from {@code site-packages}, which may be absolute. */
  private String resolve(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (path.startsWith("/") ? path : site + "/" + path).split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  private void add(String path, Set<String> going, Distribution distribution) {
    if (!path.startsWith(PythonPlaces.VENV + "/")) {
      warnings.add(distribution + " lists " + path + ", outside the environment: that stays");
    } else if (!PythonPlaces.listedWhole(path)
        || path.startsWith(PythonPlaces.VENV + "/bin/python")) {
      warnings.add(distribution + " lists " + path + ", which is not its own: that stays");
    } else if (tree.has(path)) {
      going.add(path);
      if (path.endsWith(".py")) {
        addCompiled(path, going);
      }
    }
  }

  /** Adds what Python compiled of a module when it first was imported, which no RECORD lists. */
  private void addCompiled(String module, Set<String> going) {
    String name = module.substring(module.lastIndexOf('/') + 1, module.length() - ".py".length());
    String cache = parent(module) + "/__pycache__";
    for (String compiled : tree.namesIn(cache)) {
      if (compiled.startsWith(name + ".") && compiled.endsWith(".pyc")) {
        going.add(cache + "/" + compiled);
      }
    }
  }

  /** A directory of which everything goes, goes as a directory. */
  private List<String> fewest(Set<String> going) {
    Set<String> fewest = new TreeSet<>();
    for (String path : going) {
      String highest = path;
      for (String up = parent(path); goes(up, going); up = parent(up)) {
        highest = up;
      }
      fewest.add(highest);
    }
    return List.copyOf(fewest);
  }

  private boolean goes(String directory, Set<String> going) {
    return PythonPlaces.listedWhole(directory)
        && tree.below(directory).entrySet().stream()
            .filter(entry -> entry.getValue().kind() != Tree.Kind.DIRECTORY)
            .map(Map.Entry::getKey)
            .allMatch(going::contains);
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
