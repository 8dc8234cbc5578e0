package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Set;

/** The stops of this package that more than one class needs. */
final class Stops {
  private Stops() {}

  static DifyArmsException unreadable(String what, String where, String why) {
    return new DifyArmsException(ErrorCode.SOURCE_UNREADABLE, what, where, why);
  }

  static DifyArmsException unreadable(String where, Exception failure) {
    return new DifyArmsException(
        ErrorCode.SOURCE_UNREADABLE, "the source cannot be read", where, words(failure), failure);
  }

  static DifyArmsException cache(String where, Exception failure) {
    return new DifyArmsException(
        ErrorCode.CACHE_UNSAFE, "the cache folder cannot be used", where, words(failure), failure);
  }

  /** Returns what a failure and the failures underneath say, each thing once. */
  static String words(Throwable failure) {
    Set<String> words = new LinkedHashSet<>();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage();
      boolean said = message != null && words.stream().anyMatch(word -> word.contains(message));
      if (!said) {
        words.add(
            message == null || message.isBlank()
                ? t.getClass().getSimpleName()
                : t.getClass().getSimpleName() + ": " + message);
      }
    }
    return String.join("\n", words);
  }
}
