package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;

/**
 * A file somebody wants to find in a base image.
 *
 * @param path where it should be
 * @param need how much it is worth
 * @param mostBytes the largest content that is kept in memory; a larger file is described only
 */
public record WantedFile(AbsoluteUnixPath path, Need need, long mostBytes) {
  /** How much a file is worth. */
  public enum Need {
    /** Its absence is an error. */
    REQUIRED,
    /** Every layer is read for it, and its absence is no error. */
    THOROUGH,
    /** The search for it ends at {@link SearchLimits#optionalBytes()}, or where history says so. */
    OPTIONAL
  }

  /** Returns a file whose absence is an error. */
  public static WantedFile required(AbsoluteUnixPath path, long mostBytes) {
    return new WantedFile(path, Need.REQUIRED, mostBytes);
  }

  /** Returns a file that is not worth much reading. */
  public static WantedFile optional(AbsoluteUnixPath path, long mostBytes) {
    return new WantedFile(path, Need.OPTIONAL, mostBytes);
  }
}
