package io.github.difyarms.python;

/**
 * A wheel, known by its hash.
 *
 * @param distribution what is in it
 * @param filename its file name, which tells for whom it is built
 * @param sha256 64 hexadecimal digits
 * @param size bytes
 * @param ofAgent whether the agent's tarball brings it; otherwise it is from the package index
 */
public record Wheel(
    Distribution distribution, String filename, String sha256, long size, boolean ofAgent) {}
