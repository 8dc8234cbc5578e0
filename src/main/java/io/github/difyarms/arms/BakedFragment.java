package io.github.difyarms.arms;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The shell text that launches an agent which is already in the image.
 *
 * <p>It stands where the text of {@link InstallFragment} would, under the same rules, and says and
 * does the same to an operator; but it fetches, installs and writes nothing. Before the server
 * starts, the agent is imported beside it once, so that an agent which cannot work never takes the
 * application down.
 */
public final class BakedFragment {
  /** Goes in front of the launch command. */
  public static final String PREFIX = InstallFragment.PREFIX;

  /**
   * The community instrumentors that report what the agent reports as well, by the end of their
   * names ({@code opentelemetry-instrumentation-…}): the nine that the vendor's manual removes, and
   * httpx, which Dify has from 1.9.2.
   */
  public static final List<String> INSTRUMENTORS =
      List.of(
          "celery",
          "flask",
          "redis",
          "requests",
          "logging",
          "wsgi",
          "fastapi",
          "asgi",
          "sqlalchemy",
          "httpx");

  /**
   * Seconds for the import. It takes one or two; a processor that is held back may need ten times
   * as long, and a start without the agent must still fit into the patience of a health check.
   */
  static final int CHECK_TIMEOUT = 15;

  private BakedFragment() {}

  /**
   * Returns the block: LF, not indented, with a newline at its end.
   *
   * @param settings what the image reports as, and what happens without the agent; where an agent
   *     could be fetched from is of no interest
   * @param process {@code api}, {@code worker} or {@code beat}
   * @throws IllegalArgumentException for another process
   */
  public static String block(AgentSettings settings, String process, BakedAgent agent) {
    Map<String, String> values = LaunchText.values(settings, process);
    values.put("agent", BashQuote.quote(agent.name() + " " + agent.version()));
    values.put("directory", BashQuote.quote(agent.directory()));
    values.put("python", BashQuote.quote(agent.python()));
    values.put(
        "removed", agent.removed().stream().map(BashQuote::quote).collect(Collectors.joining(" ")));
    values.put("timeout", Integer.toString(CHECK_TIMEOUT));
    values.put("timeoutVariable", "DIFY_ARMS_CHECK_TIMEOUT");
    values.put("errand", "the check of the agent");
    return LaunchText.compose("launch-baked.sh", values);
  }
}
