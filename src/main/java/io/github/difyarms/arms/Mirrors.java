package io.github.difyarms.arms;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Locale;

/** Whether downloads take the mirrors in mainland China: the parameter {@code mirrors}. */
public enum Mirrors {
  /** In mainland China yes, elsewhere no; the region tells. */
  AUTO,
  /** Always. */
  CN,
  /** Never. */
  NONE;

  /**
   * Reads the parameter, in any case.
   *
   * @throws DifyArmsException {@link ErrorCode#PARAMETER_INVALID}
   */
  public static Mirrors parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "cn" -> CN;
      case "none" -> NONE;
      default ->
          throw new DifyArmsException(
              ErrorCode.PARAMETER_INVALID,
              "\"" + text + "\" is not a choice of mirrors",
              "parameter mirrors (-Ddify-arms.mirrors)",
              "it is one of auto, cn, none");
    };
  }

  /** Returns whether mirrors are used for a region. */
  public boolean apply(Region region) {
    return this == CN || (this == AUTO && region.mainlandChina());
  }
}
