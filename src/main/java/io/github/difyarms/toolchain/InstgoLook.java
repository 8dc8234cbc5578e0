package io.github.difyarms.toolchain;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of an instgo that nobody has downloaded yet.
 *
 * @param tool the tool, if it is in the cache
 * @param size otherwise, how many bytes a download has, if the server says so
 */
public record InstgoLook(Optional<InstgoTool> tool, OptionalLong size) {
  static InstgoLook here(InstgoTool tool) {
    return new InstgoLook(Optional.of(tool), OptionalLong.empty());
  }

  static InstgoLook offered(OptionalLong size) {
    return new InstgoLook(Optional.empty(), size);
  }
}
