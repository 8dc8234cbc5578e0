package io.github.difyarms.build;

import io.github.difyarms.component.BaseTrees;
import io.github.difyarms.image.BlobSource;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.image.Tree;
import io.github.difyarms.image.TreeIndex;
import io.github.difyarms.image.TreeQuery;
import io.github.difyarms.image.TreeSearch;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Listings of a base whose layers are kept one by one: a base that moves shares layers with what it
 * was before, and images of a user share those of upstream.
 */
final class LayerTrees implements BaseTrees {
  private static final String TREES = "trees";

  private final BlobSource source;
  private final List<Descriptor> layers;
  private final BuildCache cache;
  private final Turns turns;

  /**
   * Creates listings.
   *
   * @param layers the layers of the base, lowest first
   * @param turns shared with those of images that may have layers in common
   */
  LayerTrees(BlobSource source, List<Descriptor> layers, BuildCache cache, Turns turns) {
    this.source = source;
    this.layers = List.copyOf(layers);
    this.cache = cache;
    this.turns = turns;
  }

  @Override
  public Optional<Tree> kept(TreeQuery query) {
    TreeSearch search = new TreeSearch(query);
    for (int number = layers.size() - 1; number >= 0 && !search.settled(); number--) {
      Optional<TreeIndex> index = kept(layers.get(number), query);
      if (index.isEmpty()) {
        return Optional.empty();
      }
      search.below(index.get());
    }
    return Optional.of(search.tree());
  }

  private Optional<TreeIndex> kept(Descriptor layer, TreeQuery query) {
    return cache
        .record(TREES, TreeRecord.key(layer.digest(), query))
        .flatMap(record -> TreeRecord.read(record, cache));
  }

  @Override
  public Tree read(TreeQuery query) throws IOException {
    TreeSearch search = new TreeSearch(query);
    for (int number = layers.size() - 1; number >= 0 && !search.settled(); number--) {
      search.below(index(layers.get(number), query));
    }
    return search.tree();
  }

  private TreeIndex index(Descriptor layer, TreeQuery query) throws IOException {
    synchronized (turns.of(layer.digest())) {
      Optional<TreeIndex> kept = kept(layer, query);
      if (kept.isPresent()) {
        return kept.get();
      }
      TreeIndex index = TreeSearch.index(source, layer, query, SearchLimits.DEFAULT);
      cache.keepRecord(
          TREES, TreeRecord.key(layer.digest(), query), TreeRecord.write(index, cache));
      return index;
    }
  }

  /** Returns what is to be read at most: a layer that is not known yet may end the reading. */
  @Override
  public long unread(TreeQuery query) {
    TreeSearch search = new TreeSearch(query);
    long bytes = 0;
    boolean known = true;
    for (int number = layers.size() - 1; number >= 0 && !search.settled(); number--) {
      Optional<TreeIndex> index = kept(layers.get(number), query);
      if (index.isEmpty()) {
        bytes += layers.get(number).size();
        known = false;
      } else if (known) {
        search.below(index.get()); // below a gap it could settle what the gap opens again
      }
    }
    return bytes;
  }
}
