package io.github.difyarms.arms;

import io.github.difyarms.arms.AgentSettings.Install;
import java.util.Map;
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

  private InstallFragment() {}

  /**
   * Returns the block: LF, not indented, with a newline at its end.
   *
   * @param process {@code api}, {@code worker} or {@code beat}
   * @throws IllegalArgumentException for another process
   */
  public static String block(AgentSettings settings, String process) {
    Map<String, String> values = LaunchText.values(settings, process);
    values.put(
        "urls",
        settings.agentAddresses().stream().map(BashQuote::quote).collect(Collectors.joining(" ")));
    values.put("sha256", BashQuote.quote(settings.agentSha256().orElse("")));
    values.put("indexUrl", BashQuote.quote(settings.pipIndex().url().orElse("")));
    values.put("indexTrustedHost", BashQuote.quote(settings.pipIndex().trustedHost().orElse("")));
    values.put("timeout", Integer.toString(settings.installTimeout()));
    values.put("timeoutVariable", "DIFY_ARMS_INSTALL_TIMEOUT");
    values.put("errand", "the installation of the agent");
    values.put(
        "provide",
        LaunchText.fill(
            Resources.text(
                settings.install() == Install.VENV ? "provide-venv.sh" : "provide-target.sh"),
            Map.of(
                "bootstrap",
                BashQuote.quote(
                    "aliyun-bootstrap"
                        + settings.bootstrapVersion().map(v -> "==" + v).orElse("")))));
    return LaunchText.compose("launch.sh", values);
  }
}
