package io.github.difyarms.report;

import io.github.difyarms.model.PlatformResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A value and the platforms that have it, so that what is alike is shown once.
 *
 * @param platforms the platforms; empty when all of them have this value
 * @param value the value
 */
record PlatformValue(String platforms, String value) {
  private static final Pattern HASH = Pattern.compile("(sha(256|512):)?[0-9a-f]{40,128}");

  /** Returns the word that styles it: hashes are shown short. */
  String style() {
    return HASH.matcher(value).matches() ? "digest" : "lines";
  }

  /** Returns each value once, in the platforms' order; platforms without a value are left out. */
  static List<PlatformValue> of(
      List<PlatformResult> platforms, Function<PlatformResult, String> value) {
    Map<String, List<String>> owners = new LinkedHashMap<>();
    for (PlatformResult platform : platforms) {
      owners
          .computeIfAbsent(value.apply(platform), v -> new ArrayList<>())
          .add(platform.platform().toString());
    }
    boolean alike = owners.size() == 1;
    return owners.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .map(entry -> new PlatformValue(alike ? "" : joined(entry.getValue()), entry.getKey()))
        .toList();
  }

  /** Returns names as one text. */
  static String joined(List<String> platforms) {
    return String.join(", ", platforms);
  }
}
