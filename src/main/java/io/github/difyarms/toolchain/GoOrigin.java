package io.github.difyarms.toolchain;

/**
 * Where a Go would come from.
 *
 * @param from in words, without secrets
 * @param download whether it would have to be downloaded first
 */
public record GoOrigin(String from, boolean download) {}
