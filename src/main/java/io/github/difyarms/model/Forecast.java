package io.github.difyarms.model;

import java.util.List;
import java.util.Optional;

/**
 * What carrying out a plan comes to: where each layer comes from, and what all of it takes of
 * registries.
 *
 * @param plan the plan
 * @param components the components, in the plan's order
 * @param leftOut components that are not built
 * @param notes things worth knowing that belong to no component
 * @param warnings every warning, each once
 * @param stop why a build would stop before it makes anything; empty when it would not
 */
public record Forecast(
    BuildPlan plan,
    List<ComponentForecast> components,
    List<LeftOut> leftOut,
    List<String> notes,
    List<String> warnings,
    Optional<String> stop) {
  /**
   * A component that is not built.
   *
   * @param component its id
   * @param reason why, in words
   */
  public record LeftOut(String component, String reason) {}

  /** Returns what planning takes again with the cache as it is now. */
  public Bounds reading() {
    return components.stream().map(ComponentForecast::reading).reduce(Bounds.NOTHING, Bounds::plus);
  }

  /** Returns what bringing the results to their targets takes. */
  public Bounds pushing() {
    return components.stream().map(ComponentForecast::pushing).reduce(Bounds.NOTHING, Bounds::plus);
  }

  /** Returns what all of it takes. */
  public Bounds total() {
    return reading().plus(pushing());
  }

  /** Returns the same forecast of a build that would stop before it makes anything. */
  public Forecast stoppedBy(String reason) {
    return new Forecast(plan, components, leftOut, notes, warnings, Optional.of(reason));
  }

  /** Returns the same forecast with what was heard while it was made. */
  public Forecast with(List<LeftOut> out, List<String> moreNotes, List<String> moreWarnings) {
    return new Forecast(
        plan,
        components,
        List.copyOf(out),
        List.copyOf(moreNotes),
        java.util.stream.Stream.concat(warnings.stream(), moreWarnings.stream())
            .distinct()
            .toList(),
        stop);
  }
}
