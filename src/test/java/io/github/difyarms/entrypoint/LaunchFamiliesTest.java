package io.github.difyarms.entrypoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every launch family, run by real bash before and after rewriting. */
class LaunchFamiliesTest {
  private static final List<String> MODES =
      List.of("", "api", "worker", "priority_worker", "beat", "job", "migration");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "family-a",
        "family-b",
        "family-c",
        "family-d",
        "family-d-keep-alive",
        "family-e",
        "family-f",
        "priority-worker",
        "odd-words",
        "tabs-and-case",
        "one-line"
      })
  void everyModeRunsTheSameCommandsAndOnlyWantedOnesThroughThePrefix(String name) {
    Bash bash = new Bash(directory);
    String script = Scripts.read(name);
    Map<Process, Instrumentation> wanted = new EnumMap<>(Stubs.ALL);
    wanted.keySet().removeIf(process -> process != Process.API && !has(script, process));

    Rewrite rewrite = Stubs.REWRITER.rewrite(script, name, wanted);

    assertThat(bash.syntaxErrors(rewrite.text())).isEmpty();
    for (String mode : MODES) {
      for (String debug : List.of("", "true")) {
        Map<String, String> environment =
            Map.of(
                "MODE",
                mode,
                "MIGRATION_ENABLED",
                "true",
                "DEBUG",
                debug,
                "DIFY_BIND_ADDRESS",
                "a b$c*",
                "CELERY_QUEUES",
                "one two");
        Bash.Run before = bash.run(script, environment, "one two", "$three");
        Bash.Run after = bash.run(rewrite.text(), environment, "one two", "$three");
        assertThat(withoutLauncher(after)).as("MODE=%s", mode).isEqualTo(before);
        assertThat(after.commands().contains("<launcher>"))
            .as("MODE=%s DEBUG=%s goes through the prefix", mode, debug)
            .isEqualTo(isLaunch(before.commands(), mode));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "family-a, false, app:app, '--bind --workers --worker-class --timeout --preload', worker",
    "family-b, true, app:app, '--bind --workers --worker-class --timeout --preload', beat worker",
    "family-c, true, app:app, '--bind --workers --worker-class --timeout', beat worker",
    "family-d, true, app:app, '--bind --workers --worker-class --worker-connections --timeout',"
        + " beat job migration worker",
    "family-d-keep-alive, true, app:app,"
        + " '--bind --workers --worker-class --worker-connections --timeout --keep-alive',"
        + " beat worker",
    "family-e, true, app:socketio_app,"
        + " '--bind --workers --worker-class --worker-connections --timeout',"
        + " beat job migration worker",
    "family-f, true, app:socketio_app,"
        + " '--no-control-socket --bind --workers --worker-class --worker-connections --timeout',"
        + " beat job migration worker"
  })
  void theLaunchIsReadOffTheScript(
      String name, boolean exec, String target, String options, String modes) {
    Rewrite rewrite = Stubs.REWRITER.rewrite(Scripts.read(name), name, Stubs.ONLY_API);

    Launch launch = rewrite.launches().get(0);
    assertThat(launch.exec()).isEqualTo(exec);
    assertThat(launch.target()).contains(target);
    assertThat(String.join(" ", launch.options())).isEqualTo(options);
    assertThat(String.join(" ", rewrite.modes())).isEqualTo(modes);
    assertThat(rewrite.original().lines().skip(launch.line() - 1L).findFirst().orElseThrow())
        .matches("\\s*(exec )?gunicorn \\\\");
  }

  private static boolean has(String script, Process process) {
    return ShellScript.parse(script, "").modes().contains(process.id());
  }

  private static boolean isLaunch(String commands, String mode) {
    return commands.contains("<gunicorn>")
        || (commands.contains("<celery>") && !mode.equals("priority_worker"));
  }

  private static Bash.Run withoutLauncher(Bash.Run run) {
    String commands = run.commands().replaceAll("(?m)^<launcher>.*\n", "");
    return new Bash.Run(commands, run.output(), run.status());
  }
}
