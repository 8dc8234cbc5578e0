package io.github.difyarms.model;

import java.io.IOException;

/** The making of a file, which may take minutes: compiling, for one. */
@FunctionalInterface
public interface Production {
  /**
   * Makes the file, or takes it from a cache.
   *
   * @throws IOException when something on this machine cannot be read or written
   */
  MadeFile make() throws IOException;
}
