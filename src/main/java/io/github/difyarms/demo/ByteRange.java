package io.github.difyarms.demo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of some bytes that a request asks for (RFC 9110, section 14).
 *
 * @param from the first byte; may lie behind the end
 * @param to the last byte
 */
record ByteRange(int from, int to) {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,9})-([0-9]{0,9})");

  /** Reads a range; what is not a single byte range is ignored, as the RFC allows. */
  static Optional<ByteRange> parse(String header, int size) {
    Matcher matcher = RANGE.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    if (from.isEmpty()) {
      return to.isEmpty()
          ? Optional.empty()
          : Optional.of(new ByteRange(Math.max(0, size - Integer.parseInt(to)), size - 1));
    }
    int end = to.isEmpty() ? size - 1 : Math.min(size - 1, Integer.parseInt(to));
    int start = Integer.parseInt(from);
    boolean backwards = !to.isEmpty() && Integer.parseInt(to) < start;
    return backwards ? Optional.empty() : Optional.of(new ByteRange(start, end));
  }

  int length() {
    return to - from + 1;
  }

  /** Returns the header {@code Content-Range} of the answer. */
  String contentRange(int size) {
    return "bytes " + from + "-" + to + "/" + size;
  }
}
