package io.github.difyarms.demo;

import io.github.difyarms.image.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One entry of a layer.
 *
 * @param path path without a leading slash; directories end in one
 * @param kind what it is
 * @param mode permission bits, up to four octal digits
 * @param owner user id, and group id as well
 * @param content a file's bytes
 * @param target where a link points to
 * @param xattrs extended attributes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TarItem(
    String path,
    Kind kind,
    int mode,
    int owner,
    byte[] content,
    String target,
    Map<String, String> xattrs) {
  private static final byte[] NOTHING = {};

  /** The kinds of entries used here. */
  enum Kind {
    FILE,
    DIRECTORY,
    SYMBOLIC_LINK,
    HARD_LINK
  }

  static TarItem directory(String path, int mode, int owner) {
    return new TarItem(path, Kind.DIRECTORY, mode, owner, NOTHING, "", Map.of());
  }

  static TarItem file(String path, int mode, int owner, byte[] content) {
    return new TarItem(path, Kind.FILE, mode, owner, content, "", Map.of());
  }

  static TarItem file(String path, int mode, int owner, String content) {
    return file(path, mode, owner, content.getBytes(StandardCharsets.UTF_8));
  }

  static TarItem symbolicLink(String path, String target) {
    return new TarItem(path, Kind.SYMBOLIC_LINK, 0777, 0, NOTHING, target, Map.of());
  }

  static TarItem hardLink(String path, String target, int mode, int owner) {
    return new TarItem(path, Kind.HARD_LINK, mode, owner, NOTHING, target, Map.of());
  }

  /** A file that makes layers of different platforms differ, as upstream's do. */
  static TarItem mark(String path, Platform platform) {
    return file(path, 0644, 0, path + " for " + platform + "\n");
  }

  static TarItem whiteout(String path) {
    return file(path, 0, 0, "");
  }

  TarItem withXattr(String name, String value) {
    return new TarItem(path, kind, mode, owner, content, target, Map.of(name, value));
  }
}
