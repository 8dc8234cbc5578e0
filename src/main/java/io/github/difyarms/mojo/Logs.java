package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.JsonBuildLog;
import io.github.difyarms.log.LiveBuildLog;
import io.github.difyarms.log.PlainBuildLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/**
 * Picks the rendering: JSON when asked for, live lines on a terminal, finished lines everywhere
 * else.
 */
final class Logs {
  private Logs() {}

  /** Returns whether the goal speaks to a program. */
  static boolean json(Parameters parameters) {
    return parameters.choice("outputFormat", "text", "json").equals("json");
  }

  static BuildLog of(
      Parameters parameters, Log log, MavenSession session, Map<String, String> environment) {
    if (json(parameters)) {
      // Not System.out: Maven 4 turns it into lines of its log, and with -l it is a file.
      return new JsonBuildLog(new FileOutputStream(FileDescriptor.out));
    }
    boolean live =
        session.getRequest().isInteractiveMode()
            && log.isInfoEnabled()
            && terminal()
            && !environment.containsKey("CI")
            && !environment.containsKey("NO_COLOR")
            && !"dumb".equals(environment.get("TERM"));
    return live ? new LiveBuildLog(log::info, log::warn) : new PlainBuildLog(log::info, log::warn);
  }

  /** From Java 22 on there is a console without a terminal, which says so itself. */
  @SuppressWarnings("SystemConsoleNull") // isTerminal decides where there is one
  private static boolean terminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // before Java 22 a console is a terminal
    }
  }
}
