package io.github.difyarms.component;

import io.github.difyarms.image.Platform;
import io.github.difyarms.model.ProgramBuild;

/** Hears how compiling goes. Called from several threads at once. */
public interface CompileListener {
  /**
   * A step of it begins, or has got further.
   *
   * @param step for people: {@code fetching source}, {@code compiling net/http}
   */
  void compiling(String component, Platform platform, String step);

  /** A tool printed a line, secrets hidden. */
  void printed(String component, Platform platform, String line);

  /** A program is there. */
  void compiled(String component, Platform platform, ProgramBuild build);

  /** Something worth acting on. */
  void warning(String text);

  /** Something worth knowing. */
  void note(String text);
}
