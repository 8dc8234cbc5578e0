package io.github.difyarms.bench;

import java.util.Optional;

/** jib-core in a JVM of its own, see {@link JibBuild}. */
record Jib() implements Competitor {
  @Override
  public String id() {
    return "jib";
  }

  @Override
  public String title() {
    return "jib-core";
  }

  @Override
  public Optional<String> version() {
    String name =
        com.google.cloud.tools.jib.api.Jib.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();
    return Optional.of(name.replaceAll(".*jib-core-|\\.jar$", ""));
  }

  @Override
  public String how() {
    return "a small main: a build for each platform, both at once in one JVM, then the index";
  }

  @Override
  public String script(Task task) {
    return "exec java -XX:TieredStopAtLevel=1 -cp "
        + Shell.quote(System.getProperty("java.class.path"))
        + " "
        + JibBuild.class.getName()
        + " "
        + task.base()
        + " "
        + task.result()
        + " "
        + Shell.quote(task.state())
        + " "
        + Shell.quote(task.program("amd64"))
        + " "
        + Shell.quote(task.program("arm64"))
        + "\n";
  }
}
