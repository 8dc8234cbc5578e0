package io.github.difyarms.python;

/**
 * How much one wheel may hold: far more than any agent has, far less than would hurt.
 *
 * @param entries files and directories
 * @param bytes of all files, unpacked
 * @param ratio bytes unpacked for each byte of the wheel
 * @param ratioFrom up to so many bytes the ratio does not matter
 * @param text bytes of a file that is read as a whole: METADATA, RECORD, …
 */
record WheelLimits(int entries, long bytes, long ratio, long ratioFrom, long text) {
  static final WheelLimits USUAL = new WheelLimits(100_000, 2L << 30, 100, 64L << 20, 32L << 20);
}
