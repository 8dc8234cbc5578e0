package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the package whose {@code VersionX} and {@code BuildTimeX} the linker sets. It has moved
 * once upstream ({@code internal/manifest} to {@code pkg/manifest} in 0.5.0), a wrong {@code -X} is
 * ignored silently, and {@code cmd/commandline} has a {@code VersionX} of its own.
 */
public final class VersionVariables {
  private static final Set<String> WANTED = Set.of("VersionX", "BuildTimeX");

  private VersionVariables() {}

  /**
   * Returns the import path of the one package, other than {@code main}, that declares both.
   *
   * @throws DifyArmsException {@code VERSION_VARIABLES_MISSING} when none or several do
   */
  public static String packageOf(SourceTree tree, GoModule module) {
    Map<String, Set<String>> declared = new TreeMap<>();
    List<String> seen = new ArrayList<>();
    Set<String> otherModules = otherModules(tree);
    for (String path : tree.paths()) {
      if (!compiled(path) || otherModules.stream().anyMatch(path::startsWith)) {
        continue;
      }
      String text = new String(tree.read(path).orElse(new byte[0]), StandardCharsets.UTF_8);
      if (WANTED.stream().noneMatch(text::contains)) {
        continue;
      }
      GoVariables variables = GoVariables.of(text);
      Set<String> names = new TreeSet<>(variables.names());
      names.retainAll(WANTED);
      seen.add(path + " (package " + variables.packageName() + "): declares " + names);
      if (!variables.packageName().equals("main")) {
        declared.computeIfAbsent(directory(path), key -> new TreeSet<>()).addAll(names);
      }
    }
    List<String> found =
        declared.entrySet().stream()
            .filter(entry -> entry.getValue().containsAll(WANTED))
            .map(Map.Entry::getKey)
            .toList();
    if (found.size() != 1) {
      throw missing(tree, found, seen);
    }
    return found.get(0).isEmpty() ? module.path() : module.path() + "/" + found.get(0);
  }

  private static DifyArmsException missing(SourceTree tree, List<String> found, List<String> seen) {
    return new DifyArmsException(
        ErrorCode.VERSION_VARIABLES_MISSING,
        (found.isEmpty() ? "no package declares" : found.size() + " packages declare")
            + " the string variables VersionX and BuildTimeX",
        tree.shown(),
        seen.isEmpty() ? "no Go file mentions them" : String.join("\n", seen));
  }

  /** Folders below the root with a go.mod of their own are other modules. */
  private static Set<String> otherModules(SourceTree tree) {
    return tree.paths().stream()
        .filter(path -> path.endsWith("/go.mod"))
        .map(path -> directory(path) + "/")
        .collect(Collectors.toSet());
  }

  /** What the go command never compiles (go help packages). */
  private static boolean compiled(String path) {
    if (!path.endsWith(".go") || path.endsWith("_test.go")) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.equals("testdata")
          || name.equals("vendor")
          || name.startsWith("_")
          || name.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static String directory(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
