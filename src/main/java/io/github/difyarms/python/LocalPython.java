package io.github.difyarms.python;

/**
 * A Python of this machine that can make environments.
 *
 * @param program the program
 * @param version its version: {@code 3.11.7}
 */
public record LocalPython(String program, String version) {}
