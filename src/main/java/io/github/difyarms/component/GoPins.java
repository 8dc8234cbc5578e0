package io.github.difyarms.component;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of Go beforehand, from a lock.
 *
 * @param versions the exact Go of a component, by the component's id
 * @param hashes the {@code h1:} hash of a toolchain for this machine, by its version
 */
public record GoPins(Map<String, String> versions, Map<String, String> hashes) {
  /** Copies the maps. */
  public GoPins {
    versions = Map.copyOf(versions);
    hashes = Map.copyOf(hashes);
  }

  /** Returns that nothing is known. */
  public static GoPins none() {
    return new GoPins(Map.of(), Map.of());
  }

  Optional<String> version(String component) {
    return Optional.ofNullable(versions.get(component));
  }

  Optional<String> hash(String version) {
    return Optional.ofNullable(hashes.get(version));
  }
}
