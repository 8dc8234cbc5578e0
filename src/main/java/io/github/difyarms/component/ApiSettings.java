package io.github.difyarms.component;

import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * How dify-api is to be instrumented.
 *
 * @param instrumentations what goes in front of which process's launch
 * @param script a start script of the user's own, used in place of the image's
 * @param labels image labels that tell which agent is used
 * @param baked what is put into the image, when the agent is
 */
public record ApiSettings(
    Map<Process, Instrumentation> instrumentations,
    Optional<Path> script,
    SortedMap<String, String> labels,
    Optional<Baked> baked) {
  /** Creates settings of an agent that a starting container installs. */
  public ApiSettings(
      Map<Process, Instrumentation> instrumentations,
      Optional<Path> script,
      SortedMap<String, String> labels) {
    this(instrumentations, script, labels, Optional.empty());
  }

  /**
   * An agent that is put into the image.
   *
   * @param baking puts it there
   * @param instrumentations what goes in front of which process's launch, by what is in the image
   */
  public record Baked(
      AgentBaking baking,
      Function<AgentBaking.Values, Map<Process, Instrumentation>> instrumentations) {}
}
