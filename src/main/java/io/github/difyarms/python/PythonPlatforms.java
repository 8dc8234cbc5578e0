package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** The names that uv and pip have for a platform (PEP 600 and those before it). */
final class PythonPlatforms {
  /** The C libraries that uv has a name for; wheels for those between are for the lower one too. */
  private static final List<Integer> UV_KNOWS =
      List.of(17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40);

  private static final int OLDEST_MINOR = 5;

  private PythonPlatforms() {}

  /**
   * Returns uv's name.
   *
   * @throws DifyArmsException {@link ErrorCode#WHEEL_MISSING} for a C library before 2.17
   */
  static String uv(TargetPython target) {
    int minor = minor(target);
    return UV_KNOWS.stream()
        .filter(known -> known <= minor)
        .reduce((lower, higher) -> higher)
        .map(known -> target.machine() + "-manylinux_2_" + known)
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.WHEEL_MISSING,
                    "there are no wheels for so old a C library",
                    target.toString(),
                    "glibc 2.17 is the oldest that wheels are settled for"));
  }

  /** Returns pip's names, the best first. */
  static List<String> pip(TargetPython target) {
    String machine = "_" + target.machine();
    List<String> names = new ArrayList<>();
    for (int minor = minor(target); minor >= OLDEST_MINOR; minor--) {
      names.add("manylinux_2_" + minor + machine);
      switch (minor) {
        case 17 -> names.add("manylinux2014" + machine);
        case 12 -> names.add("manylinux2010" + machine);
        case 5 -> names.add("manylinux1" + machine);
        default -> {}
      }
    }
    names.add("linux" + machine);
    return names;
  }

  private static int minor(TargetPython target) {
    return target.glibc().major() == 2 ? target.glibc().minor() : 0;
  }
}
