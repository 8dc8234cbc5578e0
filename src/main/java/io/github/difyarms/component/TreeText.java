package io.github.difyarms.component;

import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A listing whose kept files are text. */
record TreeText(Tree tree) {
  boolean has(String path) {
    return tree.at(path).filter(entry -> entry.kind() != Tree.Kind.DIRECTORY).isPresent();
  }

  Optional<EntryAttributes> directory(String path) {
    return tree.at(path)
        .filter(entry -> entry.kind() == Tree.Kind.DIRECTORY)
        .map(Tree.Entry::attributes);
  }

  /** Returns a regular file's beginning. */
  Optional<String> text(String path) throws IOException {
    Optional<Tree.Entry> entry = tree.at(path);
    if (entry.isEmpty() || entry.get().content().isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = entry.get().content().get().open()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Returns whether all of a regular file was kept. */
  boolean whole(String path) throws IOException {
    Optional<Tree.Entry> entry = tree.at(path);
    if (entry.isEmpty() || entry.get().content().isEmpty()) {
      return false;
    }
    try (InputStream in = entry.get().content().get().open()) {
      return in.readAllBytes().length == entry.get().size();
    }
  }

  /** Returns what is below a directory, by path. */
  SortedMap<String, Tree.Entry> below(String directory) {
    return tree.entries().subMap(directory + "/", directory + "0"); // 0 comes after the slash
  }

  /** Returns the names of what is listed right in a directory, in their order. */
  List<String> namesIn(String directory) {
    return below(directory).keySet().stream()
        .map(path -> path.substring(directory.length() + 1))
        .filter(name -> name.indexOf('/') < 0)
        .toList();
  }
}
