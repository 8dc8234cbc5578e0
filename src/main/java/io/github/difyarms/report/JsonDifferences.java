package io.github.difyarms.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The differences between two JSON documents, one line each, by JSON pointer (RFC 6901). */
public final class JsonDifferences {
  private final List<String> lines = new ArrayList<>();

  private JsonDifferences() {}

  /**
   * Returns the lines: {@code + pointer value}, {@code - pointer value}, {@code ~ pointer a → b}.
   */
  public static List<String> of(JsonNode before, JsonNode after) {
    JsonDifferences differences = new JsonDifferences();
    differences.compare("", before, after);
    return differences.lines;
  }

  private void compare(String pointer, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (before.isMissingNode()) {
      added(pointer, after);
    } else if (after.isMissingNode()) {
      lines.add("- " + pointer + " " + before);
    } else if (before.isObject() && after.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String child = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        compare(child, before.path(name), after.path(name));
      }
    } else if (before.isArray() && after.isArray()) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        compare(pointer + "/" + i, before.path(i), after.path(i));
      }
    } else {
      lines.add("~ " + pointer + " " + before + " → " + after);
    }
  }

  private void added(String pointer, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      value
          .properties()
          .forEach(
              field ->
                  added(
                      pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1"),
                      field.getValue()));
    } else {
      lines.add("+ " + pointer + " " + value);
    }
  }
}
