package io.github.difyarms.mojo;

import java.util.Optional;
import java.util.Set;

/**
 * One parameter of the plugin.
 *
 * @param path its XML path, which is also its user property without the prefix: {@code to.registry}
 * @param type what it takes
 * @param defaultValue what holds when nothing is given, for people; empty when there is no default
 * @param since the plugin version that brought it
 * @param goals the goals that read it
 * @param text what it means, in one or two sentences
 */
record Parameter(
    String path,
    Type type,
    Optional<String> defaultValue,
    String since,
    Set<String> goals,
    String text) {
  static final String PREFIX = "dify-arms.";

  /** What a parameter takes. */
  enum Type {
    TEXT("text"),
    LIST("list, separated by commas"),
    FLAG("true or false"),
    NUMBER("whole number"),
    PATH("path");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  String property() {
    return PREFIX + path;
  }
}
