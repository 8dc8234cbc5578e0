package io.github.difyarms.entrypoint;

import static io.github.difyarms.entrypoint.Stubs.ONLY_API;
import static io.github.difyarms.entrypoint.Stubs.REWRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.difyarms.error.DifyArmsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedScriptsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "echo gunicorn",
        "# exec gunicorn app:app",
        "x=$(gunicorn a:b)",
        "cat <<E\ngunicorn a:b\nE",
        "NAME=gunicorn",
        "gunicorn --version",
        "command -v gunicorn",
        "pip install gunicorn",
        "exec python -m app --worker-class geventwebsocket.gunicorn.workers.X"
      })
  void noLaunch(String script) {
    assertThat(stop(script)).startsWith("DA-401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if x; then\n  gunicorn a:b\nelse\n  gunicorn a:c\nfi",
        "gunicorn a:b\nf() {\n  gunicorn a:b\n}"
      })
  void twoLaunches(String script) {
    assertThat(stop(script)).startsWith("DA-402").containsPattern("\n *\\d \\| +gunicorn a:b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "inside a function @ f() { exec gunicorn a:b; }; f",
        "inside a function @ function f { if x; then gunicorn a:b; fi; }",
        "inside a subshell @ ( exec gunicorn a:b )",
        "inside a loop @ while true; do gunicorn a:b; done",
        "inside a loop @ for i in 1 2; do gunicorn a:b; done",
        "inside a condition @ if gunicorn a:b; then x; fi",
        "in a pipeline @ gunicorn a:b | tee log",
        "in a pipeline @ { gunicorn a:b; } 2>&1 | tee log",
        "in a pipeline @ if x; then gunicorn a:b; fi |& tee log",
        "in the background @ gunicorn a:b & wait",
        "in the background @ { gunicorn a:b; } &",
        "in a list with \"&&\" @ x && exec gunicorn a:b",
        "in a list with \"||\" @ x || { exec gunicorn a:b; }",
        "in a list with \"||\" @ gunicorn a:b || exit 1",
        "in a list with \"!\" @ ! gunicorn a:b",
        "in a list with \"time\" @ time gunicorn a:b",
        "on one line with the start of a here-document @ cat <<E; gunicorn a:b\\nE"
      })
  void aLaunchWhereItCannotBeInstrumented(String obstacle, String script) {
    assertThat(stop(script.replace("\\n", "\n")))
        .startsWith("DA-403")
        .contains(obstacle)
        .contains("1 | ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec uvicorn a:b",
        "exec python3 -m gunicorn a:b",
        "python3.12 -X dev -m uvicorn a:b",
        "/app/.venv/bin/gunicorn a:b",
        "uwsgi --http :5001",
        "granian a:b",
        "waitress-serve a:b",
        "hypercorn a:b",
        "bash -c 'exec gunicorn a:b'",
        "eval \"gunicorn a:b\"",
        "exec opentelemetry-instrument gunicorn a:b",
        "aliyun-instrument gunicorn a:b",
        "exec -a name gunicorn a:b",
        "env -i gunicorn a:b",
        "if x; then uvicorn a:b; else gunicorn a:b; fi"
      })
  void anotherServerOrAnotherWayToStartIt(String script) {
    assertThat(stop("set -e\n" + script)).startsWith("DA-404").contains("2 | " + script);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "inside a quotation @ x\\necho \"never closed\\ngunicorn a:b",
        "inside a quotation @ x\\necho 'never closed\\ngunicorn a:b",
        "inside ${ @ x\\necho ${A\\ngunicorn a:b",
        "inside parentheses @ x\\necho $(gunicorn a:b",
        "inside a here-document @ x\\ncat <<E\\ngunicorn a:b",
        "inside if @ x\\nif x; then\\ngunicorn a:b",
        "inside { @ x\\nf() {\\ngunicorn a:b",
        "inside case @ x\\ncase x in\\n*) gunicorn a:b",
        "\"fi\" has nothing @ x\\nfi; gunicorn a:b",
        "\"}\" has nothing @ x\\n}; gunicorn a:b",
        "\")\" has nothing @ x\\n); gunicorn a:b"
      })
  void textThatCannotBeReadToItsEnd(String what, String script) {
    assertThat(stop(script.replace("\\n", "\n")))
        .startsWith("DA-405")
        .contains(what)
        .contains("2 | ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#!/bin/bash\r\nexec gunicorn a:b\r\n",
        "#!/usr/bin/env python3\nexec gunicorn a:b\n",
        "#!/bin/bash\nexec gunicorn a:b\0\n"
      })
  void textThatIsNoBashScript(String script) {
    assertThat(stop(script)).startsWith("DA-405");
  }

  @Test
  void quotationsNestedWithoutEndAreRefusedNotFollowed() {
    assertThat(stop("x=" + "$(".repeat(50_000))).startsWith("DA-405");
    assertThat(stop("x=" + "${a:-\"".repeat(50_000))).startsWith("DA-405");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "# >>> @ # >> ",
        "# <<< @ # << ",
        "# >>> dify-arms api @ # >>> dify-arms beat",
        "# >>> dify-arms api @ x # >>> dify-arms api",
        "launch=(launcher) @ launch=(launcher --mine)",
        "exec \"${launch[@]}\" gunicorn @ exec gunicorn",
        "exec \"${launch[@]}\" gunicorn @ exec \"${launch[@]}\" uvicorn",
        "through \"${launch[@]}\" @ through other",
        "exec \"${launch @ echo; exec \"${launch",
      })
  void anEditedBlockIsNeverTakenOut(String from, String to) {
    String rewritten = REWRITER.rewrite(Scripts.read("family-d"), "s", ONLY_API).text();
    String edited = rewritten.replace(from, to);

    assertThat(edited).isNotEqualTo(rewritten);
    assertThat(stop(edited)).startsWith("DA-406");
  }

  @Test
  void aBlockWithoutItsEndIsRefused() {
    String rewritten = REWRITER.rewrite(Scripts.read("family-d"), "s", ONLY_API).text();

    assertThat(stop(rewritten.replaceAll("(?m)^ *# <<< .*\n", ""))).startsWith("DA-406");
    assertThat(stop(rewritten.replaceAll("(?m)^ *# >>> .*\n", ""))).startsWith("DA-406");
  }

  @Test
  void editsOutsideTheBlockAreTheUsersOwn() {
    String rewritten = REWRITER.rewrite(Scripts.read("family-d"), "s", ONLY_API).text();

    String edited = rewritten.replace("--timeout", "--threads 2 --timeout");

    assertThat(REWRITER.restore(edited, "s"))
        .isEqualTo(Scripts.read("family-d").replace("--timeout", "--threads 2 --timeout"));
  }

  @Test
  void aProcessThatTheScriptDoesNotKnowIsRefusedWithTheModesItHas() {
    DifyArmsException stop =
        catchThrowableOfType(
            DifyArmsException.class,
            () ->
                REWRITER.rewrite(Scripts.read("family-a"), "s", Map.of(Process.BEAT, Stubs.BEAT)));

    assertThat(stop)
        .hasMessageContaining("DA-401")
        .hasMessageContaining("MODE = worker; take beat out of api.processes");
  }

  @Test
  void onlyTheWorkerOfItsOwnModeIsInstrumented() {
    Rewrite rewrite =
        REWRITER.rewrite(
            Scripts.read("priority-worker"), "s", Map.of(Process.WORKER, Stubs.WORKER));

    assertThat(rewrite.text()).containsOnlyOnce("\"${worker_launch[@]}\" celery");
    assertThat(rewrite.modes()).contains("priority_worker", "worker");
  }

  @Test
  void theServerIsNotLookedAtWhenOnlyTheWorkerIsWanted() {
    assertThatCode(
            () ->
                REWRITER.rewrite(
                    "if [ $MODE = worker ]; then celery worker; else uvicorn a:b; fi",
                    "s",
                    Map.of(Process.WORKER, Stubs.WORKER)))
        .doesNotThrowAnyException();
  }

  private static String stop(String script) {
    DifyArmsException stop =
        catchThrowableOfType(
            DifyArmsException.class, () -> REWRITER.rewrite(script, "/entrypoint.sh", ONLY_API));
    assertThat(stop).as("stop for %s", script).isNotNull();
    assertThat(stop.where()).isEqualTo("/entrypoint.sh");
    return String.valueOf(stop.getMessage());
  }
}
