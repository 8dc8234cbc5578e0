package io.github.difyarms.entrypoint;

import static io.github.difyarms.entrypoint.Stubs.REWRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntrypointRewriterTest {
  private static final Map<Process, Instrumentation> WANTED =
      Map.of(
          Process.API,
          new Instrumentation("launch=(run)\n\nif x; then\n  y\nfi\n", "\"${launch[@]}\""));

  @Test
  void theBlockStandsBeforeTheLaunchAndThePrefixInFrontOfIt() {
    String script =
        """
        if [ -z "$DEBUG" ]; then
          exec gunicorn \\
            --bind "a b" \\
            app:app
        fi
        """;

    assertThat(REWRITER.rewrite(script, "s", WANTED).text())
        .isEqualTo(
            """
            if [ -z "$DEBUG" ]; then
              # >>> dify-arms api: inserted by the tests 1.0, not for editing (%s) >>>
              launch=(run)

              if x; then
                y
              fi
              # <<< dify-arms api: the launch follows, started through "${launch[@]}" <<<
              exec "${launch[@]}" gunicorn \\
                --bind "a b" \\
                app:app
            fi
            """
                .formatted(checksumIn(REWRITER.rewrite(script, "s", WANTED).text())));
  }

  @Test
  void aLaunchBehindOtherWordsGetsALineOfItsOwn() {
    String text = REWRITER.rewrite("\tif x; then exec gunicorn a:b; fi\n", "s", WANTED).text();

    assertThat(text.lines().findFirst()).contains("\tif x; then ");
    assertThat(text).endsWith("<<<\n\texec \"${launch[@]}\" gunicorn a:b; fi\n");
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
        "priority-worker",
        "odd-words",
        "tabs-and-case",
        "one-line"
      })
  void restoringGivesTheOriginalByteForByte(String name) {
    String script = Scripts.read(name);
    Rewrite rewrite = REWRITER.rewrite(script, name, Stubs.ONLY_API);

    assertThat(rewrite.changed()).isTrue();
    assertThat(rewrite.text()).isNotEqualTo(script);
    assertThat(rewrite.original()).isEqualTo(script);
    assertThat(REWRITER.restore(rewrite.text(), name)).isEqualTo(script);
    assertThat(REWRITER.rewrite(rewrite.text(), name, Map.of()).text()).isEqualTo(script);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gunicorn",
        "gunicorn a:b",
        "  exec   gunicorn a:b",
        "x; gunicorn a:b; y\n",
        "x;\\\ngunicorn a:b\n",
        "if x; then \\\n  exec gunicorn a:b\nfi",
        "if x; then :; else exec gunicorn a:b; fi\n",
        "{ gunicorn a:b; }\n",
        "> log gunicorn a:b 2>&1\n",
        "A='1 2' B= gunicorn a:b\n",
        "env A=1 B=2 gunicorn a:b\n",
        "A=1 \\\n  exec \\\n  gunicorn \\\n a:b\n",
        "case $MODE in *) exec gunicorn a:b;; esac\n",
        "'gunicorn' a:b\n",
        "shopt -s extglob\ncase $x in @(a|b)) y ;; esac\ngunicorn a:b\n",
        "# é ü 中文\nx\n\n\n\n  \n exec gunicorn a:b\n\n\n"
      })
  void everyWayToWriteALaunchIsRewrittenAndRestored(String script) {
    Instrumentation env = new Instrumentation("x=1\n", "env A=1");
    String first = REWRITER.rewrite(script, "s", WANTED).text();
    String second = REWRITER.rewrite(first, "s", Map.of(Process.API, env)).text();

    assertThat(first).contains("\"${launch[@]}\" ");
    assertThat(second).doesNotContain("launch[@]").contains("env A=1 ");
    assertThat(REWRITER.restore(first, "s")).isEqualTo(script);
    assertThat(REWRITER.restore(second, "s")).isEqualTo(script);
  }

  @Test
  void aSecondRunChangesNothing() {
    String once = REWRITER.rewrite(Scripts.read("family-f"), "s", Stubs.ALL).text();

    Rewrite again = REWRITER.rewrite(once, "s", Stubs.ALL);

    assertThat(again.changed()).isFalse();
    assertThat(again.text()).isEqualTo(once);
  }

  @Test
  void aNewerPluginReplacesTheBlocksOfItsPredecessor() {
    String script = Scripts.read("family-e");
    String old = REWRITER.rewrite(script, "s", Stubs.ALL).text();
    EntrypointRewriter newer = new EntrypointRewriter("the tests 2.0");

    Rewrite rewrite = newer.rewrite(old, "s", WANTED);

    assertThat(rewrite.changed()).isTrue();
    assertThat(rewrite).isEqualTo(newer.rewrite(script, "s", WANTED));
  }

  @Test
  void aMissingFinalNewlineStaysMissing() {
    String text = REWRITER.rewrite(Scripts.read("family-a"), "s", WANTED).text();

    assertThat(text).endsWith("app:app\n  fi\nfi");
  }

  @Test
  void anUnknownScriptIsNamedByItsLaunch() {
    Rewrite rewrite = REWRITER.rewrite("exec gunicorn -k gevent app:app\n", "s", WANTED);

    assertThat(rewrite.known()).isEmpty();
    assertThat(rewrite.summary())
        .isEqualTo(
            "start script unknown, recognised by its launch command;"
                + " api: exec gunicorn app:app, line 1, worker class gevent");
  }

  @Test
  void knownScriptsAreNamedByTheirReleases() {
    assertThat(KnownScripts.sha256("abc")).startsWith("ba7816bf");
    assertThat(KnownScripts.find("no such script")).isEmpty();
    assertThat(
            KnownScripts.byHash("5d8c06e990ac0c45387d281b103c43d2e21b44ddc32f99bd1f95b2e901f3e448")
                .map(KnownScript::describe))
        .contains("start script of Dify 1.16.0..1.16.1");
    assertThat(
            KnownScripts.byHash("afd807b67141305a2c6d2b5aa7745e41c198a754f67860b0d355a2c8692d6754")
                .map(KnownScript::describe))
        .contains("start script of Dify between releases");
  }

  @Test
  void bytesAreReadWithoutLosingOne() {
    byte[] bytes = "# é 中文 \t\nexec gunicorn a:b".getBytes(StandardCharsets.UTF_8);

    assertThat(EntrypointRewriter.decode(bytes, "s").getBytes(StandardCharsets.UTF_8))
        .isEqualTo(bytes);
    assertThatThrownBy(() -> EntrypointRewriter.decode(new byte[] {(byte) 0xc3, 0x28}, "s"))
        .hasMessageContaining("DA-405");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "worker", "beat", " Worker "})
  void processesAreFoundByTheirId(String id) {
    assertThat(Process.parse(id).id()).isEqualTo(id.strip().toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void anUnknownProcessIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Process.parse("websocket"))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("api, worker, beat");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "x\r\n",
        "cat <<E\nx\nE\n",
        "x='a\nb'\n",
        "x=\"a\nb\"\n",
        "# >>> dify-arms api\n",
        "# <<< dify-arms api\n",
        "if x\n"
      })
  void blocksThatCannotBeIndentedOrTakenOutAreRefused(String block) {
    assertThatThrownBy(() -> insert(new Instrumentation(block, "run")))
        .isInstanceOfAny(IllegalArgumentException.class, DifyArmsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " run", "run\n", "run; x", "run # x", "run <<<x", "\"run"})
  void prefixesThatAreNotWordsOfOneLineAreRefused(String prefix) {
    assertThatThrownBy(() -> insert(new Instrumentation("x\n", prefix)))
        .isInstanceOfAny(IllegalArgumentException.class, DifyArmsException.class);
  }

  private static void insert(Instrumentation instrumentation) {
    REWRITER.rewrite("exec gunicorn app:app\n", "s", Map.of(Process.API, instrumentation));
  }

  private static String checksumIn(String text) {
    return text.replaceFirst("(?s).*editing \\(", "").substring(0, 8);
  }
}
