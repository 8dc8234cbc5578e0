package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;

/**
 * Guards the memory that the listing of one layer takes, whatever the layer unpacks to.
 *
 * @param listed most paths that are held
 * @param keptBytes most bytes of files that are held
 */
record TreeLimits(long listed, long keptBytes) {
  static final TreeLimits DEFAULT = new TreeLimits(100_000, 64L << 20);

  DifyArmsException exceeded(Descriptor layer, String why) {
    return new DifyArmsException(
        ErrorCode.LIMIT_EXCEEDED, "a layer exceeds a limit", layer.digest().toString(), why);
  }
}
