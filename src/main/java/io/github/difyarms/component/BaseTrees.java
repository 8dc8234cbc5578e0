package io.github.difyarms.component;

import io.github.difyarms.image.Tree;
import io.github.difyarms.image.TreeQuery;
import java.io.IOException;
import java.util.Optional;

/** Lists directories of a base image, which takes reading whole layers once. */
public interface BaseTrees {
  /** Returns a listing if nothing has to be read for it. */
  Optional<Tree> kept(TreeQuery query);

  /**
   * Returns a listing, reading the layers that were not read for it before.
   *
   * @throws IOException when a layer cannot be read
   */
  Tree read(TreeQuery query) throws IOException;

  /** Returns the compressed bytes that {@link #read} would read, at most. */
  long unread(TreeQuery query);

  /** Returns listings of nothing, for who never asks for one. */
  static BaseTrees none() {
    return new BaseTrees() {
      @Override
      public Optional<Tree> kept(TreeQuery query) {
        return Optional.empty();
      }

      @Override
      public Tree read(TreeQuery query) {
        throw new IllegalStateException("nothing can be listed here");
      }

      @Override
      public long unread(TreeQuery query) {
        return 0;
      }
    };
  }
}
