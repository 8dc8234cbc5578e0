package io.github.difyarms.binary;

import java.util.Optional;

/**
 * A module in a program's build information.
 *
 * @param path its module path, for example {@code github.com/gin-gonic/gin}
 * @param version its version; {@code (devel)} or empty for the module that was built
 * @param sum its hash as in go.sum; empty for the module that was built and for directories
 * @param replacement what was built in its place
 */
public record GoModuleVersion(
    String path, String version, String sum, Optional<GoModuleVersion> replacement) {}
