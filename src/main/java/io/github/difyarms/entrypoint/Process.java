package io.github.difyarms.entrypoint;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A process of dify-api that the start script launches, chosen by the variable {@code MODE}. */
@SuppressWarnings(
    "JavaLangClash") // Dify's own word; nothing here starts operating system processes.
public enum Process {
  /** The web server, gunicorn: every {@code MODE} without a branch of its own. */
  API("gunicorn"),
  /** The Celery worker: {@code MODE=worker}. */
  WORKER("celery"),
  /** The Celery scheduler: {@code MODE=beat}. */
  BEAT("celery");

  private final String program;

  Process(String program) {
    this.program = program;
  }

  /** Returns the name used in parameters and messages, for example {@code worker}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a process by its {@link #id()}, in any case.
   *
   * @throws DifyArmsException {@link ErrorCode#PARAMETER_INVALID} for any other word
   */
  public static Process parse(String id) {
    return Arrays.stream(values())
        .filter(process -> process.id().equals(id.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.PARAMETER_INVALID,
                    "\"" + id + "\" is not a process of dify-api",
                    "parameter api.processes (-Ddify-arms.api.processes)",
                    "it takes "
                        + Arrays.stream(values())
                            .map(Process::id)
                            .collect(Collectors.joining(", "))));
  }

  /** The command word of the launch. */
  String program() {
    return program;
  }
}
