package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.stream.Collectors;

/** Says what is wrong with a wheel, and with which entry of it. */
record WheelStops(String wheel) {
  /** Not as the specification of wheels says. */
  DifyArmsException invalid(String entry, String why) {
    return stop(ErrorCode.WHEEL_INVALID, "this is no wheel that can be installed", entry, why);
  }

  /** What nobody would do by accident, or what two readers of zip would understand differently. */
  DifyArmsException unsafe(String entry, String why) {
    return stop(ErrorCode.WHEEL_UNSAFE, "a wheel holds what must not be unpacked", entry, why);
  }

  /** Other bytes than the wheel itself says. */
  DifyArmsException damaged(String entry, String why) {
    return stop(ErrorCode.WHEEL_DAMAGED, "a wheel is not what its RECORD says", entry, why);
  }

  /** More than any agent has. */
  DifyArmsException tooLarge(String entry, String why) {
    return stop(ErrorCode.WHEEL_TOO_LARGE, "a wheel exceeds a limit", entry, why);
  }

  /** The same place for two different things. */
  DifyArmsException collision(String path, String other, String why) {
    String wheels = other.equals(wheel) ? wheel : other + " and " + wheel;
    return new DifyArmsException(
        ErrorCode.WHEELS_COLLIDE,
        "two different files would be installed in one place",
        visible(wheels),
        visible(path) + " " + why);
  }

  private DifyArmsException stop(ErrorCode code, String what, String entry, String why) {
    String where = entry.isEmpty() ? wheel : wheel + " entry " + entry;
    return new DifyArmsException(code, what, visible(where), visible(why));
  }

  /** Returns a text that cannot move a terminal's cursor: names in a zip are anybody's. */
  private static String visible(String text) {
    return text.codePoints()
        .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(Collectors.joining());
  }
}
