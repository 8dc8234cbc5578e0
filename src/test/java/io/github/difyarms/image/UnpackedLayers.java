package io.github.difyarms.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What layers are when they are unpacked: each into a directory of its own as the tar goes on, and
 * then one over the other (OCI image specification, layer.md). The plainest way, to compare with.
 */
final class UnpackedLayers {
  private enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    OTHER
  }

  private record Node(Kind kind, String text) {}

  private static final Node DIRECTORY = new Node(Kind.DIRECTORY, "");

  private final TreeMap<String, Node> all = new TreeMap<>();
  private final TreeMap<String, Node> own = new TreeMap<>();
  private final Set<String> implied = new TreeSet<>();
  private final List<String> hidden = new ArrayList<>();
  private final List<String> emptied = new ArrayList<>();
  private boolean plain = true;

  void begin() {
    own.clear();
    implied.clear();
    hidden.clear();
    emptied.clear();
  }

  /** Whether engines agree on what all this is. */
  boolean plain() {
    return plain;
  }

  void file(String path, String content) {
    put(path, new Node(Kind.FILE, content));
  }

  void directory(String path) {
    put(path, DIRECTORY);
  }

  void symlink(String path, String target) {
    put(path, new Node(Kind.SYMLINK, target));
  }

  void device(String path) {
    put(path, new Node(Kind.OTHER, ""));
  }

  void hardLink(String path, String target) {
    Node linked = own.get("/" + target);
    boolean removed = target.equals(path) || target.startsWith(path + "/");
    if (linked == null || linked.kind() != Kind.FILE || removed) {
      plain = false; // nobody packs this
    } else {
      put(path, linked);
    }
  }

  void whiteout(String path) {
    above("/" + path);
    hidden.add("/" + path);
  }

  void opaque(String path) {
    above("/" + path + "/");
    emptied.add("/" + path);
  }

  private void put(String name, Node node) {
    String path = "/" + name;
    above(path);
    Node before = own.get(path);
    if (node.kind() != Kind.DIRECTORY) {
      below(own, path).clear();
    } else if (before != null && before.kind() != Kind.DIRECTORY && all.containsKey(path)) {
      plain = false; // whether what is there in layers below is hidden depends on how one unpacks
    }
    own.put(path, node);
    implied.remove(path);
  }

  private void above(String path) {
    for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      Node there = own.putIfAbsent(path.substring(0, end), DIRECTORY);
      if (there == null) {
        implied.add(path.substring(0, end));
      }
      plain &= there == null || there.kind() == Kind.DIRECTORY;
    }
  }

  void end() {
    emptied.forEach(path -> below(all, path).clear());
    for (String path : hidden) {
      all.remove(path);
      below(all, path).clear();
    }
    for (String path : implied) { // some follow a link there, some fail, some replace it
      Node there = all.get(path);
      plain &= there == null || there.kind() == Kind.DIRECTORY;
    }
    own.forEach(
        (path, node) -> {
          if (node.kind() != Kind.DIRECTORY) {
            below(all, path).clear();
          }
          all.put(path, node);
        });
  }

  private static Map<String, Node> below(SortedMap<String, Node> nodes, String path) {
    return nodes.subMap(path + "/", path + "0"); // the character behind the slash
  }

  /** The content of a regular file, as {@code open} would find it. */
  Optional<String> fileAt(String path) {
    return Optional.ofNullable(all.get(resolved(path)))
        .filter(node -> node.kind() == Kind.FILE)
        .map(Node::text);
  }

  /** Whether a symbolic link stands in the way. */
  boolean behindLink(String path) {
    return !resolved(path).equals(path);
  }

  private String resolved(String path) {
    List<String> rest = new ArrayList<>(List.of(path.split("/", -1)));
    String at = "";
    for (int links = 0; !rest.isEmpty() && links < 40; ) {
      String part = rest.remove(0);
      if (part.equals("..")) {
        at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
      } else if (!part.isEmpty() && !part.equals(".")) {
        Node there = all.get(at + "/" + part);
        if (there != null && there.kind() == Kind.SYMLINK) {
          links++;
          at = there.text().startsWith("/") ? "" : at;
          rest.addAll(0, List.of(there.text().split("/", -1)));
        } else if (there == null || (!rest.isEmpty() && there.kind() != Kind.DIRECTORY)) {
          return "nowhere";
        } else {
          at += "/" + part;
        }
      }
    }
    return rest.isEmpty() ? at : "nowhere";
  }

  /** Kind, content and target of everything below a directory, and of what is above it. */
  Map<String, String> listed(String root) {
    Map<String, String> listed = new TreeMap<>();
    Node there = root.equals("/") ? DIRECTORY : all.get(root);
    if (there != null && there.kind() == Kind.DIRECTORY) {
      all.forEach(
          (path, node) -> {
            boolean above = root.startsWith(path + "/") || path.equals(root);
            if (above || root.equals("/") || path.startsWith(root + "/")) {
              listed.put(path, node.kind() + (node.text().isEmpty() ? "" : " " + node.text()));
            }
          });
    }
    return listed;
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
