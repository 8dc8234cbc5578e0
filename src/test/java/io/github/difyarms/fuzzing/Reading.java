package io.github.difyarms.fuzzing;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Optional;
import java.util.concurrent.Callable;

/** One reader among several that are given the same input. */
public final class Reading {
  private Reading() {}

  /** Returns what a reader makes of it; empty when it refuses. */
  public static <T> Optional<T> of(Callable<T> reader) throws Exception {
    try {
      return Optional.of(reader.call());
    } catch (DifyArmsException refused) {
      if (refused.code() == ErrorCode.DEFECT) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  /** Fails with what was expected when it is not so. */
  public static void require(boolean condition, String expected) {
    if (!condition) {
      throw new AssertionError(expected);
    }
  }
}
