package io.github.difyarms.entrypoint;

import java.util.Map;

/** Instrumentations whose effect shows in the argument vectors that {@link Bash} logs. */
final class Stubs {
  static final EntrypointRewriter REWRITER = new EntrypointRewriter("the tests 1.0");

  static final Instrumentation API =
      new Instrumentation(
          """
          launch=()
          if [[ "${NO_AGENT:-}" != "1" ]]; then
            launch=(launcher)

          fi
          """,
          "\"${launch[@]}\"");

  static final Instrumentation WORKER =
      new Instrumentation("worker_launch=(launcher)\n", "\"${worker_launch[@]}\"");

  static final Instrumentation BEAT = new Instrumentation("beat_launch=launcher\n", "$beat_launch");

  static final Map<Process, Instrumentation> ONLY_API = Map.of(Process.API, API);

  static final Map<Process, Instrumentation> ALL =
      Map.of(Process.API, API, Process.WORKER, WORKER, Process.BEAT, BEAT);

  private Stubs() {}
}
