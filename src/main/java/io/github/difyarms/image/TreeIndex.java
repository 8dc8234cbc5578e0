package io.github.difyarms.image;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one layer says about the paths of a {@link TreeQuery}, whatever lies below the layer: it can
 * be kept by the layer's digest. Paths begin with a slash; the root of the file system is empty.
 *
 * @param entries what it puts at paths that are listed, or are the query's root or above it
 * @param hidden paths that it removes from the layers below, with all that is in them: by a
 *     whiteout, or by something that is no directory and is not listed itself
 * @param opaque directories whose content it removes from the layers below
 * @param implied listed directories that it has no entry for and puts something into
 */
public record TreeIndex(
    SortedMap<String, Tree.Entry> entries,
    SortedSet<String> hidden,
    SortedSet<String> opaque,
    SortedSet<String> implied) {
  /** Copies the collections. */
  public TreeIndex {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    hidden = Collections.unmodifiableSortedSet(new TreeSet<>(hidden));
    opaque = Collections.unmodifiableSortedSet(new TreeSet<>(opaque));
    implied = Collections.unmodifiableSortedSet(new TreeSet<>(implied));
  }
}
