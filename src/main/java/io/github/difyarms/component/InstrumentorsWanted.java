package io.github.difyarms.component;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.image.ImageConfig;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an image starts OpenTelemetry by itself, and so needs its instrumentors. The same is
 * asked when a container starts: there a pod's own variables count, too.
 */
final class InstrumentorsWanted {
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "^[ \\t]*(?:export[ \\t]+)?ENABLE_OTEL[ \\t]*=(.*)$",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final Pattern IMPORT =
      Pattern.compile("^(from|import)[ \\t]+opentelemetry\\.instrumentation", Pattern.MULTILINE);

  private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");

  private final TreeText tree;

  InstrumentorsWanted(TreeText tree) {
    this.tree = tree;
  }

  Optional<String> because(ImageConfig config) throws IOException {
    StringBuilder variables = new StringBuilder();
    for (JsonNode variable : config.json().path("config").path("Env")) {
      variables.append(variable.asText()).append('\n');
    }
    Optional<String> ofImage = last(variables.toString());
    Optional<String> ofFile = last(tree.text(PythonPlaces.ENV_FILE).orElse(""));
    // The environment has precedence over the file.
    if (ofImage.or(() -> ofFile).filter(TRUE::contains).isPresent()) {
      return Optional.of(
          "ENABLE_OTEL is true in "
              + (ofImage.isPresent() ? "the image's variables" : PythonPlaces.ENV_FILE));
    }
    return IMPORT.matcher(tree.text(PythonPlaces.OTEL_EXTENSION).orElse("")).find()
        ? Optional.of(PythonPlaces.OTEL_EXTENSION + " imports them")
        : Optional.empty();
  }

  private static Optional<String> last(String assignments) {
    Optional<String> value = Optional.empty();
    Matcher matcher = ASSIGNMENT.matcher(assignments);
    while (matcher.find()) {
      String written = matcher.group(1);
      int comment = written.indexOf('#');
      value =
          Optional.of(
              (comment < 0 ? written : written.substring(0, comment))
                  .replaceAll("[\"'\\s]", "")
                  .toLowerCase(Locale.ROOT));
    }
    return value;
  }
}
