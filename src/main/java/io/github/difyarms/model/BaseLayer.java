package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Transfer;

/**
 * A layer of the base in the result.
 *
 * @param digest digest of its bytes
 * @param size its bytes, compressed as it is
 * @param placed how it came to the target
 */
public record BaseLayer(Digest digest, long size, Transfer.Kind placed) {}
