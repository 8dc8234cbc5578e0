package io.github.difyarms.lock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a value stands in a lock: the names of the objects around it, outermost first, then its
 * own.
 *
 * <p>Keys are ordered as the file has them: the plugin, the components, the tools; below that by
 * name.
 *
 * @param path at least one name
 */
record LockKey(List<String> path) implements Comparable<LockKey> {
  static final String PLUGIN = "plugin";
  static final String COMPONENTS = "components";
  static final String TOOLS = "tools";
  static final String CONFIGURATION = "configuration";
  static final String AGENT = "agent";
  static final String BASE = "base";
  static final String PLATFORMS = "platforms";
  static final String FILES = "files";
  static final String SOURCE = "source";
  static final String GO = "go";
  static final String INSTGO = "instgo";
  static final String SHA256 = "sha256";
  static final String TARBALL = "tarball";
  static final String WHEELS = "wheels";

  private static final List<String> FIRST = List.of(PLUGIN, COMPONENTS, TOOLS);

  private static final Comparator<LockKey> ORDER =
      Comparator.comparingInt((LockKey key) -> FIRST.indexOf(key.path.get(0)))
          .thenComparing(LockKey::path, LockKey::compare);

  LockKey {
    path = List.copyOf(path);
  }

  static LockKey of(String... names) {
    return new LockKey(List.of(names));
  }

  private static int compare(List<String> one, List<String> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  LockKey child(String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return new LockKey(longer);
  }

  String name(int depth) {
    return depth < path.size() ? path.get(depth) : "";
  }

  boolean startsWith(LockKey other) {
    return path.size() >= other.path.size()
        && path.subList(0, other.path.size()).equals(other.path);
  }

  boolean startsWith(String... names) {
    return path.size() >= names.length && path.subList(0, names.length).equals(List.of(names));
  }

  /** Returns the component it belongs to. */
  Optional<String> component() {
    return startsWith(COMPONENTS) && path.size() > 1 ? Optional.of(path.get(1)) : Optional.empty();
  }

  /** Returns the platform it belongs to. */
  Optional<String> platform() {
    if (wheel()) {
      return Optional.of(name(5));
    }
    if (component().isEmpty() || !name(2).equals(BASE)) {
      return Optional.empty();
    }
    return switch (name(3)) {
      case PLATFORMS -> Optional.of(name(4));
      case FILES -> Optional.of(name(5));
      default -> Optional.empty();
    };
  }

  /** Returns whether it is about one wheel of an agent. */
  boolean wheel() {
    return component().isPresent() && name(2).equals(AGENT) && name(3).equals(WHEELS);
  }

  /** Returns whether it goes with the component's base: an agent that is put into the image. */
  boolean settledForBase() {
    return wheel() || (component().isPresent() && name(2).equals(AGENT) && name(3).equals(TARBALL));
  }

  /** Returns the machine whose tool it is about. */
  Optional<String> host() {
    if (!startsWith(TOOLS)) {
      return Optional.empty();
    }
    return Optional.of(name(name(1).equals(GO) ? 3 : 2));
  }

  /** Returns what a person renews it by: {@code sandbox.base}, {@code instgo}. */
  String selector() {
    return switch (path.get(0)) {
      case COMPONENTS -> path.size() > 2 ? path.get(1) + "." + path.get(2) : name(1);
      case TOOLS -> name(1);
      default -> path.get(0);
    };
  }

  /** Returns what people call it. */
  String words() {
    return switch (path.get(0)) {
      case COMPONENTS -> name(1) + below();
      case TOOLS ->
          name(1).equals(GO)
              ? "Go " + name(2) + " for " + name(3)
              : "instgo for " + name(2) + (name(3).equals(SHA256) ? "" : " " + name(3));
      case PLUGIN -> "plugin version";
      default -> String.join(" ", path);
    };
  }

  private String below() {
    return switch (name(2)) {
      case "" -> "";
      case BASE ->
          switch (name(3)) {
            case PLATFORMS -> " base " + name(4);
            case FILES -> " " + name(4) + " " + name(5);
            default -> " base " + name(3);
          };
      case GO -> " Go version";
      case AGENT ->
          " agent "
              + (wheel()
                  ? "wheel " + name(4) + " " + name(5)
                  : String.join(" ", path.subList(3, path.size())));
      default -> " " + String.join(" ", path.subList(2, path.size()));
    };
  }

  @Override
  public int compareTo(LockKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return String.join(" / ", path);
  }
}
