package io.github.difyarms.arms;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the two ways to launch have in common: they are told apart by where the agent comes from,
 * never by what they say to an operator or do without an agent.
 */
final class LaunchText {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-zA-Z0-9]+)}}");

  private LaunchText() {}

  /**
   * Returns the values that both ways have.
   *
   * @throws IllegalArgumentException for a process that dify-api does not have
   */
  static Map<String, String> values(AgentSettings settings, String process) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("server", BashQuote.quote(server(process)));
    values.put(
        "onFailure", BashQuote.quote(settings.onAgentFailure().name().toLowerCase(Locale.ROOT)));
    values.put("defaults", defaults(settings, process));
    values.put("instrumentors", String.join(" ", BakedFragment.INSTRUMENTORS));
    return values;
  }

  /** Returns a text with the common parts in it, all values filled in. */
  static String compose(String name, Map<String, String> values) {
    Map<String, String> all = new LinkedHashMap<>(values);
    for (String part : new String[] {"words", "begin", "import", "kept"}) {
      // A placeholder stands on a line of its own, whose end is already there.
      all.put(part, fill(Resources.text(part + ".sh"), values).stripTrailing());
    }
    return fill(Resources.text(name), all);
  }

  static String fill(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            match -> {
              String value = values.get(match.group(1));
              if (value == null) {
                throw new DifyArmsException(
                    ErrorCode.DEFECT, "a template names no known value", match.group(), template);
              }
              return Matcher.quoteReplacement(value);
            });
  }

  private static String server(String process) {
    return switch (process) {
      case "api" -> "gunicorn";
      case "worker", "beat" -> "celery";
      default -> throw new IllegalArgumentException("no process of dify-api: " + process);
    };
  }

  private static String defaults(AgentSettings settings, String process) {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put(
        "ARMS_APP_NAME", settings.appName() + (process.equals("api") ? "" : "-" + process));
    defaults.put("ARMS_REGION_ID", settings.region().id());
    defaults.put("APSARA_APM_APP_TYPE", "microservice");
    // gunicorn and the worker run on gevent; beat is a plain process.
    if (!process.equals("beat")) {
      defaults.put("GEVENT_ENABLE", "true");
    }
    if (settings.difySpans()) {
      defaults.put("ENABLE_OTEL_FOR_INSTRUMENT", "true");
    }
    return defaults.entrySet().stream()
        .map(
            e -> "  export %1$s=${%1$s:-%2$s}".formatted(e.getKey(), BashQuote.quote(e.getValue())))
        .collect(Collectors.joining("\n"));
  }
}
