package io.github.difyarms.entrypoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.arms.BakedAgent;
import io.github.difyarms.arms.BakedFragment;
import io.github.difyarms.arms.InstallFragment;
import io.github.difyarms.arms.Regions;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real installation text in every launch family, in front of every process it may stand. */
class InstalledFragmentTest {
  private static final AgentSettings SETTINGS =
      AgentSettings.builder(Regions.parse("cn-hangzhou")).build();

  @TempDir Path directory;

  private static Map<Process, Instrumentation> fragments(
      String script, Function<Process, String> block) {
    Map<Process, Instrumentation> wanted = new EnumMap<>(Process.class);
    for (Process process : Process.values()) {
      if (process == Process.API || ShellScript.parse(script, "").modes().contains(process.id())) {
        wanted.put(process, new Instrumentation(block.apply(process), InstallFragment.PREFIX));
      }
    }
    return wanted;
  }

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
        "tabs-and-case",
        "one-line"
      })
  void everyModeStartsAsUpstreamDoesWhenTheAgentIsSwitchedOff(String name) {
    startsAsUpstreamDoes(
        name,
        "false",
        "dify-arms: switched off by DIFY_ARMS_ENABLED",
        process -> InstallFragment.block(SETTINGS, process.id()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"family-a", "family-c", "family-d", "family-f", "tabs-and-case", "one-line"})
  void everyModeStartsAsUpstreamDoesWhenTheAgentOfTheImageIsHidden(String name) {
    BakedAgent agent = new BakedAgent("/no/such", "a", "1", "3.12", List.of());
    startsAsUpstreamDoes(
        name,
        "true",
        "dify-arms: the agent's directory /no/such is not there",
        process -> BakedFragment.block(SETTINGS, process.id(), agent));
  }

  private void startsAsUpstreamDoes(
      String name, String enabled, String line, Function<Process, String> block) {
    Bash bash = new Bash(directory);
    String script = Scripts.read(name);
    Rewrite rewrite = Stubs.REWRITER.rewrite(script, name, fragments(script, block));

    assertThat(bash.syntaxErrors(rewrite.text())).isEmpty();
    for (String mode : List.of("", "worker", "beat", "job", "migration")) {
      Map<String, String> environment =
          Map.of("MODE", mode, "DIFY_ARMS_ENABLED", enabled, "DIFY_BIND_ADDRESS", "a b$c*");
      Bash.Run before = bash.run(script, environment, "one two", "$three");
      Bash.Run after = bash.run(rewrite.text(), environment, "one two", "$three");

      assertThat(after.commands()).as("MODE=%s", mode).isEqualTo(before.commands());
      assertThat(after.status()).as("MODE=%s", mode).isEqualTo(before.status());
      boolean launched =
          before.commands().contains("<gunicorn>") || before.commands().contains("<celery>");
      assertThat(after.output().contains(line))
          .as("MODE=%s pays for the agent only where it launches: %s", mode, after.output())
          .isEqualTo(launched);
    }
  }
}
