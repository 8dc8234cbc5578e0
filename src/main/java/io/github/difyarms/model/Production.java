package io.github.difyarms.model;

import java.io.IOException;
import java.util.List;

/** The making of a file, which may take minutes: compiling, for one. */
@FunctionalInterface
public interface Production {
  /**
   * Makes the file, or takes it from a cache.
   *
   * @throws IOException when something on this machine cannot be read or written
   */
  MadeFile make() throws IOException;

  /**
   * Makes the file again after its bytes were others than {@link #make} had told: a cache is read
   * and not believed.
   *
   * @throws IOException when something on this machine cannot be read or written
   */
  default MadeFile makeChecked() throws IOException {
    return make();
  }

  /**
   * Returns what making it needs and cannot have without a connection; one line for each.
   *
   * @throws IOException when something on this machine cannot be read
   */
  default List<String> missing() throws IOException {
    return List.of();
  }
}
