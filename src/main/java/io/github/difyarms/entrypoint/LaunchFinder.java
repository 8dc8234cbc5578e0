package io.github.difyarms.entrypoint;

import io.github.difyarms.entrypoint.Nesting.Kind;
import io.github.difyarms.entrypoint.Nesting.Level;
import io.github.difyarms.entrypoint.Nesting.Part;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the one command that launches a process, or stops with the lines it looked at. */
final class LaunchFinder {
  private static final Set<String> OTHER_SERVERS =
      Set.of("uvicorn", "hypercorn", "uwsgi", "granian", "waitress", "waitress-serve", "daphne");
  private static final Pattern PYTHON = Pattern.compile("python[0-9.]*");
  private static final Set<String> SHELLS = Set.of("bash", "sh", "dash", "eval");

  /** Programs that may name gunicorn without starting it. */
  private static final Set<String> SPEAKERS =
      Set.of(
          "echo",
          "printf",
          "export",
          "local",
          "declare",
          "readonly",
          "test",
          "[",
          "[[",
          ":",
          "which",
          "type",
          "hash",
          "pkill",
          "killall",
          "pgrep",
          "ps",
          "grep",
          "pip",
          "pip3",
          "trap",
          "unset");

  private static final Set<String> ASKING =
      Set.of(
          "--version", "-v", "-V", "--help", "-h", "--check-config", "--print-config", "install");

  /** Celery's options before its subcommand that take a value (celery/bin/celery.py). */
  private static final Set<String> CELERY_OPTIONS =
      Set.of(
          "-A", "--app", "-b", "--broker", "--result-backend", "--loader", "--config", "--workdir");

  private final ShellScript script;
  private final ScriptLines lines;

  LaunchFinder(ShellScript script) {
    this.script = script;
    this.lines = script.lines();
  }

  Command find(Process process) {
    if (process == Process.API) {
      refuseOtherServers();
    }
    List<Command> launches =
        script.commands().stream().filter(command -> launches(process, command)).toList();
    if (launches.isEmpty()) {
      throw missing(process);
    }
    if (launches.size() > 1) {
      throw lines.stop(
          ErrorCode.LAUNCH_AMBIGUOUS,
          "the start script launches " + name(process) + " " + launches.size() + " times",
          "one launch is expected, these are:" + lines.show(numbers(launches)));
    }
    Command launch = launches.get(0);
    obstacle(launch)
        .ifPresent(
            obstacle -> {
              throw lines.stop(
                  ErrorCode.LAUNCH_MISPLACED,
                  "the launch of " + name(process) + " stands " + obstacle,
                  "it cannot be instrumented safely there:" + lines.showAt(launch.start()));
            });
    return launch;
  }

  private static boolean launches(Process process, Command command) {
    List<String> arguments = command.arguments();
    if (!command.programName().equals(process.program())
        || arguments.stream().anyMatch(ASKING::contains)) {
      return false;
    }
    return process == Process.API
        || (subcommand(arguments).equals(process.id()) && command.modes().contains(process.id()));
  }

  private static String subcommand(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (CELERY_OPTIONS.contains(arguments.get(i))) {
        i++;
      } else if (!arguments.get(i).startsWith("-")) {
        return arguments.get(i);
      }
    }
    return "";
  }

  private void refuseOtherServers() {
    List<Command> others = script.commands().stream().filter(LaunchFinder::otherServer).toList();
    if (!others.isEmpty()) {
      throw lines.stop(
          ErrorCode.SERVER_UNKNOWN,
          "the start script launches a server in a way that no rule knows",
          "expected: [exec] gunicorn …; seen:" + lines.show(numbers(others)));
    }
  }

  private static boolean otherServer(Command command) {
    String name = base(command.programName());
    List<String> arguments = command.arguments();
    boolean byPath = name.equals("gunicorn") && !command.programName().equals(name);
    if (name.equals("gunicorn") || OTHER_SERVERS.contains(name)) {
      return (byPath || OTHER_SERVERS.contains(name))
          && arguments.stream().noneMatch(ASKING::contains);
    }
    if (SHELLS.contains(name)) {
      return arguments.stream().anyMatch(LaunchFinder::namesServer);
    }
    boolean python = PYTHON.matcher(name).matches() && arguments.contains("-m");
    return !SPEAKERS.contains(name)
        && arguments.stream().noneMatch(ASKING::contains)
        && arguments.stream()
            .map(LaunchFinder::base)
            .anyMatch(word -> word.equals("gunicorn") || (python && OTHER_SERVERS.contains(word)));
  }

  private static boolean namesServer(String text) {
    return List.of(text.split("[\\s;&|]+")).stream()
        .map(LaunchFinder::base)
        .anyMatch(word -> word.equals("gunicorn") || OTHER_SERVERS.contains(word));
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Says why a command cannot get a block before it and a prefix; empty when it can. */
  private Optional<String> obstacle(Command launch) {
    for (Level level : launch.levels()) {
      Nesting nesting = level.nesting();
      Kind kind = nesting.kind();
      if (nesting.function()) {
        return Optional.of("inside a function");
      } else if (kind == Kind.SUBSHELL) {
        return Optional.of("inside a subshell");
      } else if (kind == Kind.LOOP) {
        return Optional.of("inside a loop");
      } else if (level.part() == Part.CONDITION) {
        return Optional.of("inside a condition");
      }
      Optional<String> joined = joined(nesting.before(), nesting.after());
      if (joined.isPresent()) {
        return joined.map(how -> how + ", together with the lines around it");
      }
    }
    if (launch.awaitsHereDocument()) {
      return Optional.of("on one line with the start of a here-document");
    }
    return joined(launch.before(), launch.after());
  }

  private static Optional<String> joined(String before, String after) {
    if (after.equals("&")) {
      return Optional.of("in the background");
    }
    for (String operator : List.of(before, after)) {
      if (operator.startsWith("|") && !operator.equals("||")) {
        return Optional.of("in a pipeline");
      } else if (!operator.isEmpty()) {
        return Optional.of("in a list with \"" + operator + "\"");
      }
    }
    return Optional.empty();
  }

  private DifyArmsException missing(Process process) {
    List<Integer> mentions = lines.mentioning(process.program());
    String looked =
        mentions.isEmpty()
            ? "no line mentions "
                + process.program()
                + "; the last commands are:"
                + lines.show(lines.last())
            : "these lines mention it, none is a launch" + lines.show(mentions);
    String branch =
        process == Process.API
            ? ""
            : "the script has branches for MODE = "
                + String.join(", ", script.modes())
                + "; take "
                + process.id()
                + " out of api.processes if it is not needed\n";
    return lines.stop(
        ErrorCode.LAUNCH_MISSING,
        "the start script does not launch " + name(process),
        branch + looked);
  }

  private Collection<Integer> numbers(List<Command> commands) {
    return commands.stream().map(command -> lines.numberAt(command.start())).toList();
  }

  private static String name(Process process) {
    return process == Process.API
        ? "gunicorn"
        : "celery " + process.id() + " for MODE=" + process.id();
  }
}
