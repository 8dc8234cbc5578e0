package io.github.difyarms.proof;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.LayerListing;
import io.github.difyarms.model.Proof;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The entries of a layer as a proof lists them. */
public final class LayerItems {
  private static final String TREE = "tree";

  private LayerItems() {}

  /**
   * Lists a layer.
   *
   * @param trees directories that are told as one, with all that is in them
   */
  public static List<Proof.LayerItem> of(LayerListing listing, List<String> trees) {
    List<Proof.LayerItem> items = new ArrayList<>();
    List<LayerListing.Item> inside = new ArrayList<>();
    Optional<String> tree = Optional.empty();
    for (LayerListing.Item item : listing.items()) {
      if (tree.isPresent() && item.path().startsWith(tree.get() + "/")) {
        inside.add(item);
        continue;
      }
      if (tree.isPresent()) {
        items.add(folded(inside));
        inside.clear();
      }
      tree = Optional.of(item.path()).filter(trees::contains);
      if (tree.isPresent()) {
        inside.add(item);
      } else {
        items.add(item(item));
      }
    }
    if (!inside.isEmpty()) {
      items.add(folded(inside));
    }
    return List.copyOf(items);
  }

  /** Returns the directories that a list tells as one. */
  public static List<String> trees(List<Proof.LayerItem> items) {
    return items.stream()
        .filter(item -> item.type().equals(TREE))
        .map(Proof.LayerItem::path)
        .toList();
  }

  private static Proof.LayerItem item(LayerListing.Item item) {
    return new Proof.LayerItem(
        item.path(),
        item.file() ? "file" : "directory",
        item.attributes().modeText(),
        item.attributes().ownership(),
        item.size(),
        item.digest().map(Digest::toString).orElse(""));
  }

  private static Proof.LayerItem folded(List<LayerListing.Item> inside) {
    Proof.LayerItem top = item(inside.get(0));
    StringBuilder lines = new StringBuilder();
    for (LayerListing.Item each : inside) {
      Proof.LayerItem item = item(each);
      lines.append(item.mode()).append(' ').append(item.owner()).append(' ');
      lines.append(item.path()).append(' ').append(item.digest()).append('\n');
    }
    return new Proof.LayerItem(
        top.path(),
        TREE,
        top.mode(),
        top.owner(),
        inside.stream().mapToLong(LayerListing.Item::size).sum(),
        Digest.of(lines.toString().getBytes(StandardCharsets.UTF_8)).toString());
  }
}
