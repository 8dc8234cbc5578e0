package io.github.difyarms.component;

import io.github.difyarms.model.ProgramBuild;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a compiled program gives reason to warn of. */
final class ProgramWarnings {
  private ProgramWarnings() {}

  /**
   * Returns the warnings.
   *
   * @param holdsKey whether the licence key stands in the program, see {@link #contains}
   */
  static List<String> of(Recipe recipe, ProgramBuild build, boolean holdsKey) {
    String name = recipe.component() + " " + recipe.platform() + ": ";
    List<String> warnings = new ArrayList<>();
    if (!build.program().instrumented()) {
      warnings.add(
          name
              + "the program went through instgo and shows no trace of it: neither a module nor a"
              + " package was added; it may report nothing");
    }
    build
        .instgo()
        .updatedTo()
        .ifPresent(
            hash ->
                warnings.add(
                    name
                        + "instgo replaced itself while compiling: it began as "
                        + build.instgo().sha256()
                        + " and ended as "
                        + hash
                        + "; the same inputs may give another program next time"));
    if (build.program().interpreter().isPresent()) {
      warnings.add(
          name
              + "the program asks for the loader "
              + build.program().interpreter().get()
              + ", though it was compiled without cgo");
    }
    if (holdsKey) {
      warnings.add(
          name
              + "instgo compiled the licence key into the program: whoever can pull the image can"
              + " read it");
    }
    return warnings;
  }

  /** Returns whether a text stands in a file, without reading the file into memory. */
  static boolean contains(Path file, String text) throws IOException {
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    byte[] buffer = new byte[(1 << 20) + wanted.length];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int kept = 0;
      for (int n = in.read(buffer, kept, buffer.length - kept);
          n >= 0;
          n = in.read(buffer, kept, buffer.length - kept)) {
        int length = kept + n;
        if (indexOf(buffer, length, wanted) >= 0) {
          return true;
        }
        kept = Math.min(wanted.length - 1, length);
        System.arraycopy(buffer, length - kept, buffer, 0, kept);
      }
    }
    return false;
  }

  /** Looks by Horspool's rule, for the program is large: where a byte is not wanted, it leaps. */
  private static int indexOf(byte[] bytes, int length, byte[] wanted) {
    int last = wanted.length - 1;
    int[] leaps = new int[256];
    Arrays.fill(leaps, wanted.length);
    for (int i = 0; i < last; i++) {
      leaps[wanted[i] & 0xff] = last - i;
    }
    for (int i = 0; i + last < length; i += leaps[bytes[i + last] & 0xff]) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
