package io.github.difyarms.report;

import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.RemovedPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that images do not have any more.
 *
 * @param of the distribution it belonged to
 * @param path where it lay
 * @param platforms the platforms
 */
record RemovalView(String of, String path, String platforms) {
  static List<RemovalView> of(List<PlatformResult> platforms) {
    Map<RemovedPath, List<String>> where = new LinkedHashMap<>();
    for (PlatformResult platform : platforms) {
      for (RemovedPath removed : platform.removed()) {
        where
            .computeIfAbsent(removed, key -> new ArrayList<>())
            .add(platform.platform().toString());
      }
    }
    return where.entrySet().stream()
        .map(
            entry ->
                new RemovalView(
                    entry.getKey().of(),
                    entry.getKey().path(),
                    PlatformValue.joined(entry.getValue())))
        .toList();
  }
}
