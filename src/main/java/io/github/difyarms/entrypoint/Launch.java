package io.github.difyarms.entrypoint;

import java.util.List;
import java.util.Optional;

/**
 * A launch as it was found in the script.
 *
 * @param process what is launched
 * @param line number of the line with the program's name, in the script without our blocks
 * @param exec whether the launch replaces the shell
 * @param target the application, for example {@code app:socketio_app} or {@code app.celery}
 * @param workerClass the worker class as written, for example {@code
 *     ${SERVER_WORKER_CLASS:-gevent}}
 * @param options names of the long options, in the script's order
 */
public record Launch(
    Process process,
    int line,
    boolean exec,
    Optional<String> target,
    Optional<String> workerClass,
    List<String> options) {
  /** Copies the list. */
  public Launch {
    options = List.copyOf(options);
  }

  /** Says it in one line: {@code api: exec gunicorn app:app, line 61, worker class gevent}. */
  public String describe() {
    return process.id()
        + ": "
        + (exec ? "exec " : "")
        + process.program()
        + target.map(name -> " " + name).orElse("")
        + ", line "
        + line
        + workerClass.map(name -> ", worker class " + name).orElse("");
  }
}
