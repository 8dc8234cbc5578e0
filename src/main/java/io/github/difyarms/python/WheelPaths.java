package io.github.difyarms.python;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which names of files are taken from a wheel. */
final class WheelPaths {
  /** What Linux allows in one segment, in bytes. */
  private static final int LONGEST_SEGMENT = 255;

  /** Half of what Linux allows in a path: the directory that is installed into needs some, too. */
  private static final int LONGEST_PATH = 2048;

  /** Names that begin so delete files of lower layers when they stand in a layer. */
  private static final String WHITEOUT = ".wh.";

  private WheelPaths() {}

  /**
   * Returns what speaks against a relative path with slashes, if anything does.
   *
   * @param path without a slash at its end
   */
  static Optional<String> objection(String path) {
    if (path.startsWith("/")) {
      return Optional.of("the name is absolute");
    }
    if (path.matches("(?s)[A-Za-z]:.*")) {
      return Optional.of("the name begins with a drive letter");
    }
    if (bytes(path) > LONGEST_PATH) {
      return Optional.of("the name has more than " + LONGEST_PATH + " bytes");
    }
    for (String segment : path.split("/", -1)) {
      Optional<String> objection = objectionToSegment(segment);
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  /** Returns what speaks against the name of a file or directory, if anything does. */
  static Optional<String> objectionToSegment(String segment) {
    if (segment.isEmpty() || segment.equals(".")) {
      return Optional.of("the name has an empty segment, or one that is a dot");
    }
    if (segment.equals("..")) {
      return Optional.of("the name leads out of the directory");
    }
    if (segment.codePoints().anyMatch(c -> c == '\\' || c == '/' || Character.isISOControl(c))) {
      return Optional.of("the name has a backslash or a control character");
    }
    if (segment.startsWith(WHITEOUT)) {
      return Optional.of("in a layer the name would delete another file");
    }
    if (bytes(segment) > LONGEST_SEGMENT) {
      return Optional.of("a segment of the name has more than " + LONGEST_SEGMENT + " bytes");
    }
    return Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
