package io.github.difyarms.python;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * A file in a wheel.
 *
 * @param name with slashes, safe to be installed below a directory
 * @param executable whether its mode says that it is a program
 * @param zipped where its bytes are
 */
record WheelEntry(String name, boolean executable, ZipArchiveEntry zipped) {}
