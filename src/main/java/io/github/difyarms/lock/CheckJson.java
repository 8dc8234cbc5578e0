package io.github.difyarms.lock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.Product;
import java.util.List;

/** What the goal {@code check} found, for machines; see {@code check.schema.json}. */
public final class CheckJson {
  private CheckJson() {}

  /**
   * Returns the document.
   *
   * @param failing the values that make the goal fail
   * @param notes what could not be looked at
   */
  public static ObjectNode of(
      Comparison comparison,
      List<Comparison.Item> failing,
      List<String> notes,
      RenewCommand command) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", 1);
    root.put("plugin", Product.version());
    root.put("upToDate", failing.isEmpty());
    ArrayNode items = root.putArray("items");
    for (Comparison.Item item : comparison.items()) {
      ObjectNode node = items.addObject();
      node.put("name", item.name());
      node.put("part", item.update());
      node.put("status", item.status().word());
      node.put("locked", item.locked());
      node.put("now", item.now());
    }
    ArrayNode told = root.putArray("notes");
    notes.forEach(told::add);
    List<Comparison.Item> changed = comparison.changed();
    if (!changed.isEmpty()) {
      root.put("accept", command.of(changed));
    }
    return root;
  }
}
