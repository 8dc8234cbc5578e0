package io.github.difyarms.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The differences between two JSON documents, each at its JSON pointer (RFC 6901). */
public final class JsonDifferences {
  private final List<Difference> differences = new ArrayList<>();

  private JsonDifferences() {}

  /** Returns the differences in the order of their pointers; an added object field by field. */
  public static List<Difference> of(JsonNode before, JsonNode after) {
    JsonDifferences differences = new JsonDifferences();
    differences.compare("", before, after);
    return List.copyOf(differences.differences);
  }

  private void compare(String pointer, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (before.isMissingNode()) {
      added(pointer, after);
    } else if (after.isMissingNode()) {
      differences.add(new Difference(Kind.REMOVED, pointer, before.toString(), ""));
    } else if (before.isObject() && after.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compare(pointer + step(name), before.path(name), after.path(name));
      }
    } else if (before.isArray() && after.isArray()) {
      for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
        compare(pointer + "/" + i, before.path(i), after.path(i));
      }
    } else if (before.isNull() && after.isObject()) {
      differences.add(new Difference(Kind.CHANGED, pointer, "null", "{}"));
      fields(pointer, after);
    } else {
      differences.add(new Difference(Kind.CHANGED, pointer, before.toString(), after.toString()));
    }
  }

  private void added(String pointer, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      fields(pointer, value);
    } else {
      differences.add(new Difference(Kind.ADDED, pointer, "", value.toString()));
    }
  }

  private void fields(String pointer, JsonNode object) {
    object.properties().forEach(field -> added(pointer + step(field.getKey()), field.getValue()));
  }

  private static String step(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
