package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import java.util.Optional;

/**
 * How a layer is going to come to the target.
 *
 * @param digest digest of its bytes; empty for a new layer whose files are not there yet
 * @param size its bytes, compressed as it is
 * @param estimated whether the size is a guess
 * @param way how it comes there
 * @param reason why that way, in words
 */
public record LayerForecast(
    Optional<Digest> digest, long size, boolean estimated, Way way, String reason) {
  /** The ways. */
  public enum Way {
    /** The registry is asked to link it from the base's repository. */
    MOUNT,
    /** It is read here and written there. */
    STREAM,
    /** It is made here and written there. */
    PUSH,
    /** It is there already. */
    PRESENT,
    /** It may not be distributed; the image goes on naming it. */
    LEFT
  }
}
