package io.github.difyarms.net;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * This process's environment, as those programs get it that do something else than the build:
 * docker, credential helpers, ssh. What holds a secret of the build is no business of theirs.
 * Proxies stay: these programs have connections of their own.
 */
public final class InheritedEnvironment {
  /** The last six hold arguments of Maven and Java, and so what was given with {@code -D}. */
  private static final Set<String> SECRET =
      Set.of(
          "ARMS_LICENSE_KEY",
          "GOPROXY",
          "GOSUMDB",
          "PIP_INDEX_URL",
          "PIP_EXTRA_INDEX_URL",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "MAVEN_ARGS",
          "MAVEN_CMD_LINE_ARGS",
          "MAVEN_CONFIG",
          "MAVEN_OPTS");

  private InheritedEnvironment() {}

  /** Returns the variables without those that hold secrets of the build. */
  public static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> variables = new TreeMap<>(environment);
    variables.keySet().removeAll(SECRET);
    return variables;
  }

  /** Returns the same variables empty, for who can only add to what a child inherits. */
  public static Map<String, String> blanks(Map<String, String> environment) {
    return SECRET.stream()
        .filter(environment::containsKey)
        .collect(Collectors.toMap(name -> name, name -> "", (a, b) -> a, TreeMap::new));
  }
}
