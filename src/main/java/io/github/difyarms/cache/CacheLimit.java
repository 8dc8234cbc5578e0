package io.github.difyarms.cache;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much the cache may hold.
 *
 * @param bytes the most; {@link Long#MAX_VALUE} for no limit
 */
public record CacheLimit(long bytes) {
  /** What a user may write, for messages. */
  public static final String FORMS = "it takes a size like 500m or 10g, or none";

  private static final CacheLimit NONE = new CacheLimit(Long.MAX_VALUE);
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})([kmgt])b?");

  /**
   * Returns what a text says; empty when it says nothing. Units are of 1,000, as sizes are shown.
   */
  public static Optional<CacheLimit> parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals("none")) {
      return Optional.of(NONE);
    }
    Matcher matcher = SIZE.matcher(word);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long bytes = Long.parseLong(matcher.group(1));
    for (int unit = "kmgt".indexOf(matcher.group(2)); unit >= 0; unit--) {
      bytes *= 1000;
    }
    return Optional.of(new CacheLimit(bytes));
  }

  boolean none() {
    return equals(NONE);
  }
}
