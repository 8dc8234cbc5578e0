package io.github.difyarms.entrypoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what people want to know off a launch command. */
final class LaunchReading {
  private static final Pattern WSGI_TARGET =
      Pattern.compile("[A-Za-z_][A-Za-z_0-9.]*:[A-Za-z_][A-Za-z_0-9.]*(\\(.*\\))?");
  private static final Set<String> WORKER_CLASS = Set.of("-k", "--worker-class", "-P", "--pool");
  private static final Set<String> CELERY_APP = Set.of("-A", "--app");

  private LaunchReading() {}

  static Launch read(Process process, Command command, ScriptLines lines) {
    List<String> arguments = command.arguments();
    Optional<String> target =
        process == Process.API
            ? arguments.stream()
                .filter(word -> WSGI_TARGET.matcher(word).matches())
                .reduce((first, last) -> last)
            : valueOf(CELERY_APP, arguments);
    List<String> options =
        arguments.stream()
            .filter(word -> word.startsWith("--"))
            .map(word -> word.replaceFirst("=.*", ""))
            .toList();
    int offset = command.words().get(command.program().orElseThrow()).start();
    return new Launch(
        process,
        lines.numberAt(offset),
        command.exec(),
        target,
        valueOf(WORKER_CLASS, arguments),
        options);
  }

  private static Optional<String> valueOf(Set<String> names, List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      int equals = word.indexOf('=');
      if (names.contains(word) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      } else if (equals > 0 && names.contains(word.substring(0, equals))) {
        return Optional.of(word.substring(equals + 1));
      }
    }
    return Optional.empty();
  }
}
