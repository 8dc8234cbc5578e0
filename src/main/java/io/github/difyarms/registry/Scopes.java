package io.github.difyarms.registry;

import io.github.difyarms.image.ImageReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a token is asked for (distribution, "Token Scope Documentation"): actions per resource, the
 * repository itself first.
 *
 * @param actions {@code repository:NAME} to its actions
 */
record Scopes(Map<String, Set<String>> actions) {
  static Scopes of(ImageReference repository, Access access, Collection<ImageReference> mounts) {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    add(all, "repository:" + repository.repository() + ":" + access.actions());
    for (ImageReference mount : mounts) {
      if (mount.sameRegistry(repository)) {
        add(all, "repository:" + mount.repository() + ":pull");
      }
    }
    return new Scopes(all);
  }

  private static void add(Map<String, Set<String>> all, String scope) {
    int colon = scope.lastIndexOf(':');
    if (colon > 0) {
      all.computeIfAbsent(scope.substring(0, colon), key -> new TreeSet<>())
          .addAll(Arrays.asList(scope.substring(colon + 1).split(",")));
    }
  }

  /** Returns these and those of a challenge, which are separated by blanks. */
  Scopes and(String challenged) {
    Map<String, Set<String>> all = new LinkedHashMap<>();
    list().forEach(scope -> add(all, scope));
    for (String scope : challenged.strip().split("\\s+")) {
      add(all, scope);
    }
    return new Scopes(all);
  }

  /** Returns only the repository's own. */
  Scopes own() {
    Map.Entry<String, Set<String>> first = actions.entrySet().iterator().next();
    return new Scopes(Map.of(first.getKey(), first.getValue()));
  }

  /** Returns whether a token with these also serves the others. */
  boolean cover(Scopes others) {
    return others.actions.entrySet().stream()
        .allMatch(
            other -> actions.getOrDefault(other.getKey(), Set.of()).containsAll(other.getValue()));
  }

  /** Returns them as parameters of a token request. */
  List<String> list() {
    List<String> list = new ArrayList<>();
    actions.forEach((resource, verbs) -> list.add(resource + ":" + String.join(",", verbs)));
    return list;
  }
}
