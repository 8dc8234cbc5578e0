package io.github.difyarms.model;

import java.util.List;

/**
 * What a build will do; nothing has been written anywhere when it is made.
 *
 * @param request what was asked for
 * @param components the plans of the components, in their order
 */
public record BuildPlan(BuildRequest request, List<ComponentPlan> components) {
  /** Returns every warning, each once. */
  public List<String> warnings() {
    return components.stream().flatMap(plan -> plan.warnings().stream()).distinct().toList();
  }
}
