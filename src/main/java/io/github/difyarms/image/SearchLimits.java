package io.github.difyarms.image;

/**
 * Guards against layers made to harm (CVE-2024-3727 and relatives: tar and gzip bombs).
 *
 * @param entries most entries in one layer
 * @param bytes most uncompressed bytes in one layer
 * @param ratio most uncompressed bytes per compressed byte; deflate itself cannot exceed 1,032
 * @param optionalBytes most compressed bytes that are read for optional files alone
 */
public record SearchLimits(long entries, long bytes, long ratio, long optionalBytes) {
  /** What no real image comes near: 2 million entries, 64 GiB, 1,100 : 1; 256 MiB. */
  public static final SearchLimits DEFAULT =
      new SearchLimits(2_000_000, 64L << 30, 1_100, 256L << 20);
}
