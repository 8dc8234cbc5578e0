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
import java.util.List;
import java.util.OptionalLong;

/** The events of a build. Called from several threads at once. */
public interface BuildLog {
  /** The base of a component is about to be read. */
  void resolving(String component, ImageReference base);

  /**
   * The base's index is known.
   *
   * @param dropped entries the result will not have (attestations and the like)
   */
  void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped);

  /** A component knows what it changes for a platform. */
  void changed(String component, Platform platform, String summary);

  /**
   * Something that is needed is being downloaded.
   *
   * @param what its name
   * @param done bytes so far
   * @param total bytes in all, when the server says so
   */
  void downloading(String what, long done, OptionalLong total);

  /** A compile waits for its turn. */
  void waiting(String component, Platform platform);

  /**
   * A file begins to be compiled.
   *
   * @param file its name: {@code main}, {@code python.so}
   */
  void compiling(String component, Platform platform, String file);

  /**
   * Compiling has got further.
   *
   * @param number how many packages it has come to
   * @param pkg import path of the last one
   */
  void compilingPackage(String component, Platform platform, int number, String pkg);

  /** A tool printed a line, secrets hidden. */
  void printed(String component, Platform platform, String line);

  /** A program was compiled, or taken from the cache. */
  void compiled(String component, Platform platform, ProgramBuild build);

  /** A new layer was written for a platform. */
  void layered(String component, Platform platform, LayerBlob layer);

  /** A blob came to its place in the target. */
  void transferred(String component, Platform platform, Descriptor blob, Transfer transfer);

  /** An image is complete under its tags. */
  void published(ComponentResult result);

  /** Something failed and is tried again. */
  void retrying(String text);

  /** Something worth knowing. */
  void note(String text);

  /** Something worth acting on. */
  void warning(String text);

  /** The build is over. */
  void finished(BuildResult result);
}
