package io.github.difyarms.lock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A lock as JSON: one value a line, sorted, nothing that changes without a reason. A file of the
 * base that is the same on all platforms stands there once.
 */
final class LockJson {
  /** Raised when an older plugin would misunderstand the file. */
  static final int VERSION = 1;

  static final String LOCK_VERSION = "lockVersion";

  private LockJson() {}

  static String write(Lock lock) {
    ObjectNode root = Json.object().put(LOCK_VERSION, VERSION);
    lock.values().forEach((key, value) -> put(root, key, value));
    for (String id : lock.components()) {
      JsonNode component = root.path(LockKey.COMPONENTS).path(id);
      shorten(component.path(LockKey.BASE).path(LockKey.FILES), lock.platforms(id));
      shorten(component.path(LockKey.AGENT).path(LockKey.WHEELS), lock.platforms(id));
    }
    return Json.writePretty(root);
  }

  private static void put(ObjectNode root, LockKey key, String value) {
    ObjectNode node = root;
    int last = key.path().size() - 1;
    for (String name : key.path().subList(0, last)) {
      node = node.get(name) instanceof ObjectNode there ? there : node.putObject(name);
    }
    node.put(key.path().get(last), value);
  }

  /** What is the same on all platforms stands there once. */
  private static void shorten(JsonNode files, Set<String> platforms) {
    for (Map.Entry<String, JsonNode> file : files.properties()) {
      Set<String> values = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (Map.Entry<String, JsonNode> platform : file.getValue().properties()) {
        names.add(platform.getKey());
        values.add(platform.getValue().asText());
      }
      if (values.size() == 1 && names.equals(platforms)) {
        file.setValue(TextNode.valueOf(values.iterator().next()));
      }
    }
  }

  /**
   * Reads a lock of this version.
   *
   * @throws IllegalArgumentException when it is none, with the reason
   */
  static Lock read(ObjectNode root) {
    SortedMap<LockKey, String> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals(LOCK_VERSION)) {
        read(values, LockKey.of(entry.getKey()), entry.getValue());
      }
    }
    values.forEach(LockJson::requireSound);
    return new Lock(lengthened(values));
  }

  /** Somebody may have edited it, and a wheel takes more than a text. */
  private static void requireSound(LockKey key, String value) {
    if (!key.wheel()) {
      return;
    }
    int names = key.path().size();
    try {
      if (names == 6) {
        Platform.parse(key.name(5));
      } else if (names != 5) { // once for all platforms
        throw new IllegalArgumentException(key.toString());
      }
      Lock.LockedWheel.parse(key.name(4), value);
    } catch (DifyArmsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " is no file name of a wheel with its digest: " + value, e);
    }
  }

  private static void read(SortedMap<LockKey, String> values, LockKey key, JsonNode node) {
    if (node.isTextual()) {
      values.put(key, node.asText());
    } else if (node.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        read(values, key.child(field.getKey()), field.getValue());
      }
    } else {
      throw new IllegalArgumentException(key + " is neither a text nor an object");
    }
  }

  /** Gives every platform what stands there once for all. */
  private static SortedMap<LockKey, String> lengthened(SortedMap<LockKey, String> values) {
    Lock lock = new Lock(values);
    SortedMap<LockKey, String> all = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          boolean once =
              key.path().size() == 5
                  && (key.wheel()
                      || (key.name(2).equals(LockKey.BASE) && key.name(3).equals(LockKey.FILES)));
          if (once) {
            lock.platforms(key.name(1)).forEach(platform -> all.put(key.child(platform), value));
          } else {
            all.put(key, value);
          }
        });
    return all;
  }
}
