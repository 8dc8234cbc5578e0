package io.github.difyarms.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** Folders of the cache as a whole. */
final class Folders {
  private Folders() {}

  /** Deletes a folder and what is in it; links are not followed. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      PathUtils.deleteDirectory(folder);
    }
  }
}
