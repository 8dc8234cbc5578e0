package io.github.difyarms.toolchain;

/**
 * The newest patch release of a minor version of Go.
 *
 * @param version exact, for example {@code 1.26.4}
 * @param listed whether a module proxy lists it as the newest; otherwise nobody could be asked, and
 *     it is just the one on this machine, which is no choice to be kept
 */
public record NewestGo(String version, boolean listed) {}
