package io.github.difyarms.model;

import io.github.difyarms.image.Platform;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that took time in a build, for the picture of what ran beside what.
 *
 * @param component id of the component; empty for what serves all of them
 * @param platform the platform, when it was for one
 * @param kind what was done
 * @param what the thing it was done to: a file, a blob's short digest, an image; never a secret
 * @param start when it began, since the start of the build
 * @param waited how long it then waited for its turn before doing anything
 * @param duration how long it took, waiting included
 */
public record Step(
    String component,
    Optional<Platform> platform,
    Kind kind,
    String what,
    Duration start,
    Duration waited,
    Duration duration) {
  /** Kinds of work. */
  public enum Kind {
    /** Reading index, manifests and configs of a base. */
    RESOLVE,
    /** Looking for files in layers, and deciding what changes. */
    SEARCH,
    /** Downloading a tool or a source. */
    DOWNLOAD,
    /** Compiling a program. */
    COMPILE,
    /** Writing a new layer. */
    LAYER,
    /** Bringing a blob to the target. */
    TRANSFER,
    /** Manifests and tags. */
    PUBLISH
  }
}
