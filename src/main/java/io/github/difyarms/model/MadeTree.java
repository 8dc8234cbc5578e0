package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import java.nio.file.Path;
import java.util.List;

/**
 * The content of a new directory.
 *
 * @param files its files
 * @param agent what it is, for images.json and the report
 */
public record MadeTree(List<File> files, PackedAgent agent) {
  /**
   * A file.
   *
   * @param path relative to the directory, with slashes
   * @param executable whether it is a program
   * @param content where its bytes are
   * @param digest their SHA-256
   * @param size their number
   */
  public record File(String path, boolean executable, Path content, Digest digest, long size) {}
}
