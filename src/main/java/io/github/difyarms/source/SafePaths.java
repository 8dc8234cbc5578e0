package io.github.difyarms.source;

import java.util.Arrays;
import java.util.List;

/** Questions about paths that somebody else has written. */
final class SafePaths {
  private SafePaths() {}

  /** Returns whether a path is relative, has no {@code ..} and does not write into git's folder. */
  static boolean safe(String path) {
    return !path.isEmpty()
        && path.indexOf('\0') < 0
        && Arrays.stream(path.split("/", -1))
            .noneMatch(
                name -> name.isEmpty() || name.equals(".") || name.equals("..") || git(name));
  }

  /** Returns whether a name is git's own folder, in any case: macOS does not tell them apart. */
  static boolean git(String name) {
    return name.equalsIgnoreCase(".git");
  }

  /**
   * Returns whether a symbolic link stays inside, wherever the links on its way lead: {@code ..} is
   * accepted only at its start, where it is counted from real directories.
   */
  static boolean inside(String path, String target) {
    if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0) {
      return false;
    }
    long depth = path.chars().filter(c -> c == '/').count();
    List<String> names =
        Arrays.stream(target.split("/", -1))
            .filter(name -> !name.isEmpty() && !name.equals("."))
            .toList();
    long up = names.stream().takeWhile(name -> name.equals("..")).count();
    return up <= depth && names.stream().skip(up).noneMatch(n -> n.equals("..") || git(n));
  }
}
