package io.github.difyarms.python;

import java.nio.file.Path;

/**
 * A file that installing wheels leaves.
 *
 * @param path relative to the directory that is installed into, with slashes
 * @param executable whether it is a program
 * @param content where its bytes lie now
 * @param sha256 their hash, 64 hexadecimal digits
 * @param size their number
 */
public record InstalledFile(
    String path, boolean executable, Path content, String sha256, long size) {}
