package io.github.difyarms.log;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The events of a build. Called from several threads at once.
 *
 * <p>A rendering implements the events it has something to say about; the others do nothing.
 */
public interface BuildLog extends AutoCloseable {
  /** The base of a component is about to be read. */
  default void resolving(String component, ImageReference base) {}

  /**
   * The base's index is known.
   *
   * @param dropped entries the result will not have (attestations and the like)
   */
  default void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {}

  /** A component begins to look for its files in the layers of one platform. */
  default void searching(String component, Platform platform) {}

  /** The files of one platform are found, and the changes decided. */
  default void searched(String component, Platform platform) {}

  /** A component knows what it changes for a platform. */
  default void changed(String component, Platform platform, String summary) {}

  /**
   * Something that is needed is being downloaded.
   *
   * @param what its name
   * @param done bytes so far
   * @param total bytes in all, when the server says so
   */
  default void downloading(String what, long done, OptionalLong total) {}

  /** A compile waits for its turn. */
  default void waiting(String component, Platform platform) {}

  /**
   * A file begins to be compiled.
   *
   * @param file its name: {@code main}, {@code python.so}
   */
  default void compiling(String component, Platform platform, String file) {}

  /**
   * Compiling has got further.
   *
   * @param number how many packages it has come to
   * @param pkg import path of the last one
   */
  default void compilingPackage(String component, Platform platform, int number, String pkg) {}

  /** A tool printed a line, secrets hidden. */
  default void printed(String component, Platform platform, String line) {}

  /** A program was compiled, or taken from the cache. */
  default void compiled(String component, Platform platform, ProgramBuild build) {}

  /** The new layer of a platform begins to be written. */
  default void layering(String component, Platform platform) {}

  /** A new layer was written for a platform. */
  default void layered(String component, Platform platform, LayerBlob layer) {}

  /** A blob is about to be brought to its place in the target. */
  default void transferring(String component, Platform platform, Descriptor blob) {}

  /**
   * A blob that has to be read and written is under way.
   *
   * @param done bytes so far; fewer than before when it had to start again
   */
  default void transferring(String component, Platform platform, Descriptor blob, long done) {}

  /** A blob came to its place in the target. */
  default void transferred(
      String component, Platform platform, Descriptor blob, Transfer transfer) {}

  /** The blobs of a component are in their place; its manifests follow. */
  default void placing(String component) {}

  /** All of a component is in its place but the tags, which wait for the other components. */
  default void placed(String component) {}

  /** The tags of a component are about to be set. */
  default void tagging(String component, List<String> tags) {}

  /** An image is complete under its tags. */
  default void published(ComponentResult result) {}

  /** Something failed and is tried again. */
  default void retrying(String text) {}

  /** Something worth knowing. */
  default void note(String text) {}

  /** Something worth acting on. */
  default void warning(String text) {}

  /** Something the goal itself tells, in its own order; may be empty. */
  default void message(String text) {}

  /**
   * The build is over, and its files are written.
   *
   * @param output the directory with the files; empty when none are written
   */
  default void finished(BuildResult result, Optional<Path> output) {}

  /** The build ended without a result. */
  default void stopped(Exception stop) {}

  /** Nothing more will be told: gives back what was taken, such as the terminal. */
  @Override
  default void close() {}

  /** Returns a log that tells everything to this one, then to another one. */
  default BuildLog and(BuildLog other) {
    return new TeeBuildLog(this, other);
  }
}
