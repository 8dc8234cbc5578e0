package io.github.difyarms.toolchain;

import java.util.Optional;

/**
 * Where a Go would come from.
 *
 * @param from in words, without secrets
 * @param download whether it would have to be downloaded first
 * @param hash the {@code h1:} hash of the module it was unpacked from, when it was one
 */
public record GoOrigin(String from, boolean download, Optional<String> hash) {}
