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

  /** Returns the compressed bytes that {@link #read} would read. */
  long unread(TreeQuery query);
}
