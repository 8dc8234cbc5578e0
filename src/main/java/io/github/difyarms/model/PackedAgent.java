package io.github.difyarms.model;

import java.util.List;

/**
 * An agent that an image holds.
 *
 * @param directory where it lies in the image
 * @param name its distribution
 * @param version its version
 * @param address where its tarball is from, without secrets
 * @param sha256 hash of the tarball, 64 hexadecimal digits
 * @param python the Python it was made for, in words
 * @param index where the wheels that are not the tarball's are from, without secrets
 * @param files number of its files
 * @param size their bytes
 * @param wheels every wheel, by name
 */
public record PackedAgent(
    String directory,
    String name,
    String version,
    String address,
    String sha256,
    String python,
    String index,
    int files,
    long size,
    List<PackedWheel> wheels) {}
