package io.github.difyarms.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which parts of a lock are meant: {@code sandbox} is all of a component, {@code base} the bases of
 * all components, {@code sandbox.base} one of them.
 *
 * @param names the parts; none means everything
 */
public record Selection(Set<String> names) {
  private static final List<String> OF_COMPONENTS =
      List.of(LockKey.BASE, LockKey.SOURCE, LockKey.GO, LockKey.AGENT, LockKey.CONFIGURATION);

  /** The parts that belong to no component alone. */
  private static final List<String> SHARED = List.of(LockKey.INSTGO, LockKey.PLUGIN);

  /** Copies the names. */
  public Selection {
    names = Set.copyOf(names);
  }

  /**
   * Returns what can be selected.
   *
   * @param components the ids of the components that there are
   */
  public static List<String> choices(Collection<String> components) {
    List<String> all = new ArrayList<>(components);
    all.addAll(OF_COMPONENTS);
    all.addAll(SHARED);
    components.forEach(id -> OF_COMPONENTS.forEach(part -> all.add(id + "." + part)));
    return all;
  }

  /** Returns whether everything is meant. */
  public boolean everything() {
    return names.isEmpty();
  }

  /** Returns whether a shared part is meant: {@code instgo}. */
  public boolean instgo() {
    return everything() || names.contains(LockKey.INSTGO);
  }

  /** Returns those components of which something is meant. */
  public List<String> components(List<String> ids) {
    return ids.stream()
        .filter(
            id ->
                everything()
                    || names.stream()
                        .anyMatch(
                            name ->
                                name.equals(id)
                                    || name.startsWith(id + ".")
                                    || OF_COMPONENTS.contains(name)))
        .toList();
  }

  /** Returns those of the components that were asked for by their names. */
  public Set<String> named(Collection<String> ids) {
    Set<String> named = new TreeSet<>(ids);
    named.removeIf(
        id -> names.stream().noneMatch(name -> name.equals(id) || name.startsWith(id + ".")));
    return named;
  }

  boolean covers(LockKey key) {
    if (everything()) {
      return true;
    }
    // An agent's wheels are settled for a base: with another one they have to be settled anew.
    return covers(key.selector())
        || (key.settledForBase() && covers(key.name(1) + "." + LockKey.BASE));
  }

  private boolean covers(String selector) {
    int dot = selector.indexOf('.');
    return names.contains(selector)
        || (dot >= 0
            && (names.contains(selector.substring(0, dot))
                || names.contains(selector.substring(dot + 1))));
  }
}
