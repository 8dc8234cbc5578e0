package io.github.difyarms.build;

import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.OciLayout;

/** Opens the place a component's image goes to, whatever kind it is. */
final class Targets {
  private Targets() {}

  static Repositories.Target open(Repositories repositories, ComponentRequest request) {
    if (request.target() instanceof Target.Registry registry) {
      return repositories.target(registry.repository(), request.base());
    }
    OciLayout layout = OciLayout.create(((Target.Layout) request.target()).directory());
    return new Repositories.Target(layout, layout);
  }

  /** Returns the target's name as references and reports have it. */
  static String name(Target target) {
    return target instanceof Target.Registry registry
        ? registry.repository().name()
        : "oci:" + ((Target.Layout) target).directory();
  }
}
