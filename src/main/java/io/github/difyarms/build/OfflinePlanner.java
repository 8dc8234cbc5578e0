package io.github.difyarms.build;

import io.github.difyarms.component.Component;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans a build that may not go outside this machine. What is missing is said at once, all of it,
 * before anything is compiled or written.
 */
public final class OfflinePlanner {
  private final Map<String, Component> components;
  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildLog log;

  /** Creates a planner from what a {@link Planner} is created from. */
  public OfflinePlanner(
      Map<String, Component> components,
      Repositories repositories,
      BuildCache cache,
      BuildLog log) {
    this.components = Map.copyOf(components);
    this.repositories = repositories;
    this.cache = cache;
    this.log = log;
  }

  /**
   * Plans a build.
   *
   * @throws DifyArmsException {@link ErrorCode#OFFLINE} with all that is missing; otherwise as
   *     {@link Planner#plan}
   */
  public BuildPlan plan(BuildRequest request) throws IOException {
    BuildPlan plan;
    try {
      plan = new Planner(components, repositories, cache, log).plan(request);
    } catch (DifyArmsException e) {
      requireNothing(missing(request));
      throw e; // it has another reason
    }
    OfflineNeeds needs = new OfflineNeeds(repositories, cache, request.index());
    Set<String> missing = new LinkedHashSet<>();
    for (ComponentPlan component : plan.components()) {
      missing.addAll(needs.of(component));
    }
    requireNothing(missing);
    return plan;
  }

  private void requireNothing(Set<String> missing) {
    if (!missing.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.OFFLINE,
          "this build needs a connection: "
              + (missing.size() == 1 ? "something is" : missing.size() + " things are")
              + " neither here nor in the cache",
          cache.folder("").toString(),
          String.join("\n", missing));
    }
  }

  /** Looks again at each component alone: what one of them lacks must not hide what others do. */
  private Set<String> missing(BuildRequest request) throws IOException {
    Planner quiet = new Planner(components, repositories, cache, new BuildLog() {});
    OfflineNeeds needs = new OfflineNeeds(repositories, cache, request.index());
    Set<String> missing = new LinkedHashSet<>();
    for (ComponentRequest asked : request.components()) {
      try {
        for (ComponentPlan plan : quiet.plan(request.withComponents(List.of(asked))).components()) {
          missing.addAll(needs.of(plan));
        }
      } catch (DifyArmsException e) {
        Component component = components.get(asked.id());
        if (component != null) {
          missing.addAll(
              new OfflineBase(asked, component, cache, needs).missing(request.platforms()));
          missing.addAll(component.missing(asked.base()));
        }
      }
    }
    return missing;
  }
}
