package io.github.difyarms.cache;

/**
 * What was taken away because the cache held more than it may.
 *
 * @param entries how many
 * @param bytes their size
 * @param left the size of what stays
 */
public record Evicted(int entries, long bytes, long left) {}
