package io.github.difyarms.toolchain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A C compiler for one architecture, found to build programs with libseccomp.
 *
 * @param architecture the target's {@code GOARCH}
 * @param cc what {@code CC} is set to: a program, possibly with arguments
 * @param pkgConfigPath {@code PKG_CONFIG_PATH}
 * @param pkgConfigLibdir {@code PKG_CONFIG_LIBDIR}, for another architecture: the libraries of this
 *     machine must not be found
 * @param version what compiler and libseccomp say of themselves: another one makes other libraries
 */
public record CToolchain(
    String architecture,
    String cc,
    Optional<String> pkgConfigPath,
    Optional<String> pkgConfigLibdir,
    String version) {

  CToolchain withVersion(String text) {
    return new CToolchain(architecture, cc, pkgConfigPath, pkgConfigLibdir, text);
  }

  /** Returns the variables of a compile with cgo. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CC", cc);
    pkgConfigPath.ifPresent(path -> variables.put("PKG_CONFIG_PATH", path));
    pkgConfigLibdir.ifPresent(path -> variables.put("PKG_CONFIG_LIBDIR", path));
    return variables;
  }

  /** Returns the compiler with its arguments, one by one. */
  List<String> command() {
    return List.of(cc.strip().split("\\s+"));
  }
}
