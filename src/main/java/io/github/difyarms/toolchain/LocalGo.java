package io.github.difyarms.toolchain;

import java.nio.file.Path;

/**
 * A Go that is installed on this machine.
 *
 * @param command its {@code go}
 * @param version its release, for example {@code 1.26.8}
 */
public record LocalGo(Path command, String version) {}
