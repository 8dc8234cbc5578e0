package io.github.difyarms.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The packages that a Go program has functions of, inlined ones included. */
public final class GoPackages {
  /** What no import path has: a receiver, type parameters or a struct type begins there. */
  private static final String BEHIND_PATH = "([{ *";

  /** Prefixes of what the compiler makes for itself: {@code type:.eq.x}, {@code go:.hash.x}. */
  private static final Set<String> COMPILER = Set.of("go", "type");

  /** Until Go 1.19: {@code type..eq.x}. */
  private static final String OLD_TYPE = "type..";

  private GoPackages() {}

  /**
   * Returns the import paths. Empty for a program without a table of functions, or with one of a
   * form that this version does not know (Go 1.18 to 1.26 are known).
   *
   * @throws io.github.difyarms.error.DifyArmsException {@code BINARY_UNREADABLE} when it is not an
   *     ELF file or a damaged one; {@code INPUT_UNREADABLE} when it cannot be opened
   */
  public static SortedSet<String> of(Path file) {
    return GoFunctionNames.of(Elf.read(Window.of(file)))
        .map(GoPackages::of)
        .orElse(Collections.emptySortedSet());
  }

  static SortedSet<String> of(Iterator<String> functions) {
    Set<String> paths = new TreeSet<>();
    functions.forEachRemaining(name -> path(name).ifPresent(paths::add));
    SortedSet<String> packages = new TreeSet<>(paths);
    packages.removeIf(path -> promoted(path, paths));
    return Collections.unmodifiableSortedSet(packages);
  }

  /** Everything up to the first dot behind the last slash, dots of the path being escaped there. */
  private static Optional<String> path(String function) {
    int end = 0;
    while (end < function.length() && BEHIND_PATH.indexOf(function.charAt(end)) < 0) {
      end++;
    }
    int name = function.lastIndexOf('/', end - 1) + 1;
    int dot = function.indexOf('.', name);
    if (dot <= name
        || dot >= end
        || function.lastIndexOf(':', dot) >= 0
        || function.startsWith(OLD_TYPE)) {
      return Optional.empty();
    }
    String path = function.substring(0, dot);
    return COMPILER.contains(path) ? Optional.empty() : Optional.of(unescaped(path));
  }

  /** Takes back the escapes of Go's {@code objabi.PathToPrefix}: a percent sign and two digits. */
  private static String unescaped(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
      plain.write(low >= 0 ? high * 16 + low : bytes[i]);
      i += low >= 0 ? 2 : 0;
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  /**
   * Tells whether this is no path but a promoted method: a type of package {@code a/b} that embeds
   * one of {@code c/d} has the other's unexported methods as {@code a/b.Type.c/d.method}.
   */
  private static boolean promoted(String path, Set<String> paths) {
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      int next = path.indexOf('.', dot + 1);
      if (next > 0
          && path.lastIndexOf('/', next) < dot
          && paths.contains(path.substring(0, dot))
          && paths.contains(path.substring(next + 1))) {
        return true;
      }
    }
    return false;
  }
}
