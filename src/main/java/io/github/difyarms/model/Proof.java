package io.github.difyarms.model;

import java.util.List;

/**
 * How a published image differs from its base on one platform, read off the bytes of both, not off
 * what the build meant to do.
 *
 * @param manifest differences of the manifests
 * @param config differences of the configs
 * @param layer every entry of the new layer, in its order; large new directories as one
 * @param texts what changed in files that are text
 */
public record Proof(
    List<Difference> manifest,
    List<Difference> config,
    List<LayerItem> layer,
    List<TextDifference> texts) {
  /** Returns a proof that says nothing: of a result that an older version recorded. */
  public static Proof none() {
    return new Proof(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * An entry of the new layer.
   *
   * @param path where it lies in the image, with a slash first
   * @param type {@code file}, {@code directory}, or {@code tree}: a directory with all that is in
   *     it
   * @param mode four octal digits
   * @param owner numeric owner and group: {@code 1001:1001}
   * @param size bytes of a file, or of all files of a tree; 0 for a directory
   * @param digest SHA-256 of a file's bytes, with its algorithm; of a tree, over mode, owner, path
   *     and digest of everything in it, a line each; empty for a directory
   */
  public record LayerItem(
      String path, String type, String mode, String owner, long size, String digest) {}

  /**
   * What changed in a text.
   *
   * @param path the file
   * @param lines a unified diff without line ends
   */
  public record TextDifference(String path, List<String> lines) {}
}
