package io.github.difyarms.model;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a compiled program says of itself.
 *
 * @param machine the processor it is for, in Go's words
 * @param interpreter the dynamic loader it asks for; empty for a static program
 * @param needed the shared libraries it asks for
 * @param glibc the newest version of the C library it asks for
 * @param goVersion the Go in its build information
 * @param module the module in its build information
 * @param settings the settings in its build information
 * @param addedModules modules in it that its source does not name
 * @param addedPackages packages in it that belong to none of the source's modules
 */
public record ProgramFacts(
    String machine,
    Optional<String> interpreter,
    List<String> needed,
    Optional<String> glibc,
    String goVersion,
    String module,
    SortedMap<String, String> settings,
    List<String> addedModules,
    List<String> addedPackages) {
  /** Returns whether instrumentation left something in it. */
  public boolean instrumented() {
    return !addedModules.isEmpty() || !addedPackages.isEmpty();
  }
}
