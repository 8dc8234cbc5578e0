package io.github.difyarms.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The lines {@code Key: value} at the beginning of METADATA and WHEEL. */
public final class MetadataHeaders {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private MetadataHeaders() {}

  /** Reads up to the first blank line. Folded lines belong to the header before them. */
  public static MetadataHeaders parse(String text) {
    MetadataHeaders headers = new MetadataHeaders();
    for (String line : text.lines().takeWhile(l -> !l.isBlank()).toList()) {
      int colon = line.indexOf(':');
      if (colon > 0 && !Character.isWhitespace(line.charAt(0))) {
        String key = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        headers.values.computeIfAbsent(key, k -> new ArrayList<>()).add(line.substring(colon + 1));
      }
    }
    return headers;
  }

  /** Returns every value of a header, in their order. */
  List<String> all(String key) {
    return values.getOrDefault(key.toLowerCase(Locale.ROOT), List.of()).stream()
        .map(String::strip)
        .toList();
  }

  /** Returns the first value of a header. */
  public Optional<String> first(String key) {
    return all(key).stream().findFirst();
  }

  /** Returns the value of a header that is there exactly once. */
  Optional<String> only(String key) {
    return all(key).size() == 1 ? first(key) : Optional.empty();
  }
}
