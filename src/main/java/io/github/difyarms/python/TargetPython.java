package io.github.difyarms.python;

import io.github.difyarms.binary.GlibcVersion;

/**
 * The Python that wheels are meant for: CPython on Linux with the GNU C library.
 *
 * @param major 3
 * @param minor for example 12
 * @param glibc the C library of the image
 * @param architecture {@code amd64} or {@code arm64}
 */
public record TargetPython(int major, int minor, GlibcVersion glibc, String architecture) {
  /** Returns {@code 3.12}. */
  public String version() {
    return major + "." + minor;
  }

  /** Returns the machine in Python's words: {@code x86_64} or {@code aarch64}. */
  public String machine() {
    return architecture.equals("arm64") ? "aarch64" : "x86_64";
  }

  /** Returns all of it on one line: {@code CPython 3.12, linux/arm64, glibc 2.36}. */
  @Override
  public String toString() {
    return "CPython " + version() + ", linux/" + architecture + ", glibc " + glibc;
  }
}
