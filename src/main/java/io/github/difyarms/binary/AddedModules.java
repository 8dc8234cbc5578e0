package io.github.difyarms.binary;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is in a Go program that its source does not ask for: the trace that instrumentation at
 * compile time leaves.
 *
 * @param modules paths of modules in the build information that the source does not name
 * @param packages import paths of packages with functions in the program that belong to no module
 *     of the source
 */
public record AddedModules(SortedSet<String> modules, SortedSet<String> packages) {
  /** Keeps copies. */
  public AddedModules {
    modules = Collections.unmodifiableSortedSet(new TreeSet<>(modules));
    packages = Collections.unmodifiableSortedSet(new TreeSet<>(packages));
  }

  /**
   * Compares a program with its source.
   *
   * @param knownModules module paths of the source's go.mod and go.sum, its own included
   * @param build the program's build information
   * @param packages the packages with functions in the program
   */
  public static AddedModules between(
      Set<String> knownModules, Optional<GoBuild> build, Set<String> packages) {
    NavigableSet<String> modules = new TreeSet<>();
    build.ifPresent(
        b ->
            b.dependencies().stream()
                .map(GoModuleVersion::path)
                .filter(path -> !knownModules.contains(path))
                .forEach(modules::add));
    NavigableSet<String> foreign = new TreeSet<>(packages);
    foreign.removeIf(
        path ->
            ofStandardLibrary(path)
                || inModule(path, knownModules)
                || build.flatMap(GoBuild::main).filter(m -> inModule(path, m.path())).isPresent());
    return new AddedModules(modules, foreign);
  }

  /** Tells whether instrumentation left a trace. */
  public boolean traced() {
    return !modules.isEmpty() || !packages.isEmpty();
  }

  /**
   * The standard library's paths have no dot in their first element; nor have {@code main}, {@code
   * command-line-arguments} and {@code vendor/...}, the standard library's own copies.
   */
  private static boolean ofStandardLibrary(String path) {
    int slash = path.indexOf('/');
    return path.substring(0, slash < 0 ? path.length() : slash).indexOf('.') < 0;
  }

  /** Looks the path and everything above it up. */
  private static boolean inModule(String path, Set<String> modules) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (modules.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private static boolean inModule(String path, String module) {
    return inModule(path, Set.of(module));
  }
}
