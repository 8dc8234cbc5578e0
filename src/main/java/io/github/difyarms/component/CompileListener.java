package io.github.difyarms.component;

import io.github.difyarms.image.Platform;
import io.github.difyarms.model.ProgramBuild;

/** Hears how compiling goes. Called from several threads at once. */
public interface CompileListener {
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

  /** A program is there. */
  void compiled(String component, Platform platform, ProgramBuild build);

  /** Something worth acting on. */
  void warning(String text);

  /** Something worth knowing. */
  void note(String text);
}
