package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import java.util.List;

/**
 * What somebody wants to know of a directory in an image.
 *
 * @param root the directory; it and the directories above it are always listed
 * @param listed regular expression over whole paths below the root ({@code /a/b}) that are listed
 * @param kept which of them are files whose bytes are wanted; the first rule that fits counts
 */
public record TreeQuery(AbsoluteUnixPath root, String listed, List<Kept> kept) {
  /** Copies the list. */
  public TreeQuery {
    kept = List.copyOf(kept);
  }

  /**
   * Files whose bytes are wanted.
   *
   * @param paths regular expression over their whole paths
   * @param firstBytes how many of their first bytes are kept; a larger file is cut there
   */
  public record Kept(String paths, int firstBytes) {}
}
