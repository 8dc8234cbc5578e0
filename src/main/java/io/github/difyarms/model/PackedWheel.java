package io.github.difyarms.model;

import io.github.difyarms.image.Digest;

/**
 * A Python wheel that a new directory holds unpacked.
 *
 * @param name its distribution
 * @param version the distribution's version
 * @param filename its file name
 * @param digest hash of the wheel
 * @param size its bytes
 * @param ofAgent whether the agent's tarball brings it; otherwise it is from a package index
 */
public record PackedWheel(
    String name, String version, String filename, Digest digest, long size, boolean ofAgent) {}
