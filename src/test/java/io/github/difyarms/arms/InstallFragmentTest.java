package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.arms.AgentSettings.Install;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstallFragmentTest {
  private static AgentSettings.Builder settings() {
    return AgentSettings.builder(Regions.parse("cn-hangzhou"));
  }

  @ParameterizedTest
  @EnumSource(Install.class)
  void theBlockMayBeIndentedBecauseEveryLineStandsForItself(Install install, @TempDir Path scratch)
      throws Exception {
    indented(InstallFragment.block(settings().install(install).build(), "api"), scratch);
  }

  @Test
  void theBlockOfABakedAgentMayBeIndentedToo(@TempDir Path scratch) throws Exception {
    BakedAgent agent = new BakedAgent("/agent", "a", "1", "3.12", List.of("it's"));
    indented(BakedFragment.block(settings().build(), "api", agent), scratch);
  }

  private static void indented(String block, Path scratch) throws Exception {
    assertThat(block).endsWith("\n").doesNotContain("\r", "\t", "<<", "{{").startsWith("#");
    // Indented, it defines the same functions as before.
    String[] bodies = new String[2];
    for (int depth = 0; depth < 2; depth++) {
      Path script = scratch.resolve("block" + depth);
      Files.writeString(
          script, block.replace("dify_arms_prepare ||", "declare -f ||").indent(depth * 6));
      Process bash =
          new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).start();
      bodies[depth] =
          new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(bash.waitFor()).isZero();
    }
    assertThat(bodies[1]).contains("dify_arms_prepare ()").isEqualTo(bodies[0]);
  }

  @Test
  void theTextIsWholeAndInTheOrderInWhichItIsRead() {
    String block = InstallFragment.block(settings().build(), "api");

    assertThat(functions(block))
        .containsExactly(
            "settings",
            "defaults",
            "say",
            "give_up",
            "prepare",
            "find_home",
            "install",
            "provide",
            "family",
            "download_without_family",
            "fetch",
            "download",
            "check",
            "pip",
            "find_pip",
            "kept_because",
            "conflicts",
            "remove_conflicts",
            "step",
            "done");
    // One blank line between functions, and a comment before each that does more than one thing.
    assertThat(block).doesNotContain("\n\n\n", "{\n\n", "\n\n}").doesNotContainPattern("[ \t]\n");
    assertThat(block)
        .contains("\n}\n\n# What the agent reads", "  done\n  if ! dify_arms_find_home");
  }

  @Test
  void bothWaysSpeakAndGiveUpInTheSameWords() {
    String startup = InstallFragment.block(settings().build(), "worker");
    String baked =
        BakedFragment.block(
            settings().build(), "worker", new BakedAgent("/agent", "a", "1", "3.12", List.of()));

    assertThat(functions(baked))
        .containsExactly(
            "settings",
            "defaults",
            "say",
            "give_up",
            "prepare",
            "unusable",
            "try",
            "check",
            "kept_because",
            "tell_removed");
    for (String name : List.of("defaults", "say", "give_up", "kept_because")) {
      assertThat(body(baked, name)).isNotEmpty().isEqualTo(body(startup, name));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "agent", "/a:b", "/a/", "/a//b", "/a\nb"
      }) // PYTHONPATH is split at colons
  void aDirectoryThatCannotBeOnThePathIsRefused(String directory) {
    assertThatThrownBy(() -> new BakedAgent(directory, "a", "1", "3.12", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BakedAgent("/agent", "a", "1", "3", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> functions(String block) {
    return Pattern.compile("(?m)^dify_arms_(\\w+)\\(\\)")
        .matcher(block)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static String body(String block, String name) {
    int from = block.indexOf("dify_arms_" + name + "() {\n");
    return block.substring(from, block.indexOf("\n}\n", from));
  }

  @ParameterizedTest
  @CsvSource({
    "api, ${ARMS_APP_NAME:-'dify-api'}, ${GEVENT_ENABLE:-'true'}, gunicorn",
    "worker, ${ARMS_APP_NAME:-'dify-api-worker'}, ${GEVENT_ENABLE:-'true'}, celery",
    "beat, ${ARMS_APP_NAME:-'dify-api-beat'}, dify_arms, celery"
  })
  void eachProcessHasItsOwnName(String process, String name, String gevent, String server) {
    assertThat(InstallFragment.block(settings().build(), process))
        .contains(name, gevent, "dify_arms_server='" + server + "'");
    assertThat(InstallFragment.block(settings().build(), "beat")).doesNotContain("GEVENT_ENABLE");
    assertThatThrownBy(() -> InstallFragment.block(settings().build(), "job"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"it's", "a $(touch x) `b` \"c\" \\ }", "", "{{urls}}", "多语言", "$&", "!x"})
  void valuesReachTheProgramUnchanged(String name, @TempDir Path scratch) throws Exception {
    assertThat(evaluate("printf %s " + BashQuote.quote(name))).isEqualTo(name);
    if (!name.isEmpty()) {
      String block = InstallFragment.block(settings().appName(name).build(), "api");
      String line = block.lines().filter(l -> l.contains("export ARMS_APP_NAME")).findFirst().get();
      assertThat(evaluate(line + "; printf %s \"$ARMS_APP_NAME\"")).isEqualTo(name);
    }
  }

  @Test
  void quotedTextNeverSpansLinesAndNulIsRefused() throws Exception {
    String quoted = BashQuote.quote("a\nb'\\\tc\u007fé");

    assertThat(quoted).isEqualTo("$'a\\x0ab\\'\\\\\\x09c\\x7fé'");
    assertThat(evaluate("printf %s " + quoted)).isEqualTo("a\nb'\\\tc\u007fé");
    assertThatThrownBy(() -> BashQuote.quote("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  private static String evaluate(String bash) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", bash).redirectErrorStream(true);
    builder.environment().remove("ARMS_APP_NAME");
    Process process = builder.start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
