package io.github.difyarms.mojo;

import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugins.annotations.Mojo;

/** Lists the goals and, on request, every parameter. */
@Mojo(name = "help", requiresProject = false, threadSafe = true)
final class HelpMojo extends AbstractDifyArmsMojo {
  /** Help is where the message about a misspelt element sends people. */
  @Override
  boolean checksElements() {
    return false;
  }

  @Override
  void run(Parameters parameters, Invocation invocation) {
    Properties user = session().getUserProperties();
    // The short names are those of every other plugin's help goal.
    Optional<String> goal =
        parameters.text("help.goal").or(() -> Optional.ofNullable(user.getProperty("goal")));
    boolean detail =
        parameters.flag("help.detail") || Boolean.parseBoolean(user.getProperty("detail"));
    HelpText.lines(goal.map(HelpMojo::find), detail).forEach(getLog()::info);
  }

  private static Goal find(String name) {
    return Goal.find(name)
        .orElseThrow(
            () ->
                Parameters.invalid(
                    "help.goal",
                    name,
                    "the goals are "
                        + String.join(", ", Arrays.stream(Goal.values()).map(Goal::id).toList())));
  }
}
