package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.arms.AgentSettings.Install;
import java.nio.file.Files;
import java.nio.file.Path;
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
    String block = InstallFragment.block(settings().install(install).build(), "api");

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
    assertThat(bodies[1]).contains("dify_arms_install ()").isEqualTo(bodies[0]);
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
