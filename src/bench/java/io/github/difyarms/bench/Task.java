package io.github.difyarms.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a competitor has to do once.
 *
 * @param row what it is part of
 * @param base the image to start from, {@code host:port/repository:tag}
 * @param target the repository to push to, {@code host:port/repository}; the tag is {@link #TAG}
 * @param programs the new file of each architecture
 * @param state a folder that lasts from row to row, for what a tool keeps
 * @param work an empty folder
 */
record Task(
    Row row, String base, String target, Map<String, Program> programs, Path state, Path work) {
  static final String TAG = "bench";

  /** Returns the result's name. */
  String result() {
    return target + ":" + TAG;
  }

  Path program(String architecture) {
    Program program = programs.get(architecture);
    if (program == null) {
      throw new IllegalArgumentException(architecture);
    }
    return program.file();
  }
}
