package io.github.difyarms.build;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.ImageTarget;
import java.util.Optional;

/** Opens the places that images are read from and written to. */
public interface Repositories {
  /** Returns a repository to read from. */
  ImageSource source(ImageReference reference);

  /**
   * Returns a repository to write to, and to ask what is there.
   *
   * @param reference the repository
   * @param base the repository that layers may be mounted from, so that one token can cover both
   */
  Target target(ImageReference reference, ImageReference base);

  /**
   * Returns what is known of how a registry is spoken to.
   *
   * @param push whether to write there, or else to read
   */
  default Acquaintance acquaintance(ImageReference reference, boolean push) {
    return new Acquaintance(reference.registry(), Optional.empty());
  }

  /** Ends the requests of threads that are interrupted: a socket does not notice. */
  default void breakOff() {}

  /** Returns what was sent and received so far. */
  Traffic traffic();

  /**
   * How a registry is spoken to.
   *
   * @param id equal for all that share challenge and credentials
   * @param challenged whether the first request was answered by asking who we are, which takes one
   *     more; empty before it
   */
  record Acquaintance(Object id, Optional<Boolean> challenged) {}

  /**
   * Both sides of a target.
   *
   * @param writer takes blobs and manifests
   * @param reader tells what is there
   */
  record Target(ImageTarget writer, ImageSource reader) {}

  /**
   * Counts of a whole run.
   *
   * @param requests HTTP requests, token requests apart
   * @param tokenRequests requests to token servers
   * @param bytesReceived bytes of bodies read
   * @param bytesSent bytes of bodies written
   */
  record Traffic(long requests, long tokenRequests, long bytesReceived, long bytesSent) {}
}
