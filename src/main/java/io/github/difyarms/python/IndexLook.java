package io.github.difyarms.python;

/**
 * What a package index says of the tool that settles wheels.
 *
 * @param index its address, without secrets
 * @param origin where the address comes from, for people
 * @param status HTTP status of the answer
 * @param wanted the release that a build wants: {@code uv 0.13.9}
 * @param offered whether the answer names a file of it
 */
public record IndexLook(String index, String origin, int status, String wanted, boolean offered) {}
