package io.github.difyarms.model;

/**
 * What something is going to take.
 *
 * @param expected when the registry grants mounts, serves blobs itself and takes each upload whole
 * @param worstCase at most, when it refuses mounts, redirects every read of a blob and wants every
 *     upload in chunks
 */
public record Bounds(Cost expected, Cost worstCase) {
  /** Nothing at all. */
  public static final Bounds NOTHING = exactly(Cost.NOTHING);

  /** Returns bounds of what takes the same of any registry. */
  public static Bounds exactly(Cost cost) {
    return new Bounds(cost, cost);
  }

  /** Returns both together. */
  public Bounds plus(Bounds other) {
    return new Bounds(expected.plus(other.expected), worstCase.plus(other.worstCase));
  }
}
