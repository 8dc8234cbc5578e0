package io.github.difyarms.arms;

import io.github.difyarms.arms.AgentSettings.Install;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The shell text that brings the agent into a starting container.
 *
 * <p>It stands in front of a launch command, in that command's branch of the start script, and the
 * launch command gets {@link #PREFIX} in front:
 *
 * <pre>{@code
 * BLOCK
 * exec "${dify_arms_launch[@]}" gunicorn …
 * }</pre>
 *
 * The array is empty when the application must start without the agent. The block is plain bash 4
 * with {@code #} comments; every line stands for itself (no here-document, no quoted text over
 * several lines), so it may be indented as a whole. All its names begin with {@code dify_arms_}.
 */
public final class InstallFragment {
  /** Goes in front of the launch command. */
  public static final String PREFIX = "\"${dify_arms_launch[@]}\"";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-zA-Z0-9]+)}}");

  private InstallFragment() {}

  /**
   * Returns the block: LF, not indented, with a newline at its end.
   *
   * @param process {@code api}, {@code worker} or {@code beat}
   * @throws IllegalArgumentException for another process
   */
  public static String block(AgentSettings settings, String process) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("server", BashQuote.quote(server(process)));
    values.put(
        "urls",
        settings.agentAddresses().stream().map(BashQuote::quote).collect(Collectors.joining(" ")));
    values.put("sha256", BashQuote.quote(settings.agentSha256().orElse("")));
    values.put("indexUrl", BashQuote.quote(settings.pipIndex().url().orElse("")));
    values.put("indexTrustedHost", BashQuote.quote(settings.pipIndex().trustedHost().orElse("")));
    values.put("timeout", Integer.toString(settings.installTimeout()));
    values.put(
        "onFailure", BashQuote.quote(settings.onAgentFailure().name().toLowerCase(Locale.ROOT)));
    values.put("defaults", defaults(settings, process));
    values.put(
        "provide",
        fill(
            Resources.text(
                settings.install() == Install.VENV ? "provide-venv.sh" : "provide-target.sh"),
            Map.of(
                "bootstrap",
                BashQuote.quote(
                    "aliyun-bootstrap"
                        + settings.bootstrapVersion().map(v -> "==" + v).orElse("")))));
    return fill(Resources.text("launch.sh"), values);
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

  private static String fill(String template, Map<String, String> values) {
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
}
