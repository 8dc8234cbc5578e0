package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.regex.Pattern;

/** Values for the linker's {@code -X}: Go splits the flag at blanks and takes quotes away. */
final class LinkerValues {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._/:+@][A-Za-z0-9._/:+@-]{0,199}");

  private LinkerValues() {}

  /** Returns whether the linker takes a value as it stands. */
  static boolean safe(String value) {
    return SAFE.matcher(value).matches();
  }

  static String check(String parameter, String value) {
    if (!safe(value)) {
      throw new DifyArmsException(
          ErrorCode.PARAMETER_INVALID,
          "\"" + value + "\" cannot be compiled in as a version",
          "parameter " + parameter + " (-Ddify-arms." + parameter + ")",
          "it may have letters, digits and . _ / : + @ -, and does not begin with a dash");
    }
    return value;
  }
}
