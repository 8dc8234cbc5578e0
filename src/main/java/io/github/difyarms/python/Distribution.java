package io.github.difyarms.python;

import java.util.Locale;

/**
 * A distribution at a version.
 *
 * @param name normalised as PEP 503 says: {@code opentelemetry-api}
 * @param version as it is written
 */
public record Distribution(String name, String version) implements Comparable<Distribution> {
  /** Normalises the name. */
  public Distribution {
    name = normalise(name);
  }

  /** Returns a name in the form that compares (PEP 503). */
  public static String normalise(String name) {
    return name.strip().replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(Distribution other) {
    int order = name.compareTo(other.name);
    return order != 0 ? order : version.compareTo(other.version);
  }

  /** Returns a requirement: {@code name==version}. */
  @Override
  public String toString() {
    return name + "==" + version;
  }
}
