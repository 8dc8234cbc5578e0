package io.github.difyarms.fuzzing;

import java.util.List;

/**
 * A reader of what others wrote, and what must hold for whatever it is given. Has a public
 * constructor without parameters, and stands beside the classes it feeds.
 */
public interface FuzzTarget {
  /**
   * Feeds one input. A {@link io.github.difyarms.error.DifyArmsException} is a refusal, and fine
   * unless it says that the plugin has a defect; anything else that is thrown is a finding.
   */
  void accept(byte[] input) throws Exception;

  /** Returns well-formed inputs to begin with, small ones. */
  List<byte[]> seeds() throws Exception;

  /** Returns words that the format is made of. */
  default List<String> words() {
    return List.of();
  }

  /** Returns how many bytes an input has at most. */
  default int longest() {
    return 4096;
  }

  /** Returns how many bytes of memory may be asked for while one input is read. */
  default long mostAllocated() {
    return 32L << 20;
  }
}
