package io.github.difyarms.build;

import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.store.OciLayout;
import java.nio.file.Path;

/** Opens the place a component's image goes to, whatever kind it is. */
final class Targets {
  private Targets() {}

  static Repositories.Target open(
      Repositories repositories, BuildCache cache, ComponentRequest request) {
    Target target = request.target();
    if (target instanceof Target.Registry registry) {
      return repositories.target(registry.repository(), request.base());
    }
    OciLayout layout = OciLayout.create(directory(target), cache.blobs());
    return new Repositories.Target(layout, layout);
  }

  /** Returns the layout of a target that is none of a registry. */
  static Path directory(Target target) {
    return target instanceof Target.Local local
        ? local.directory()
        : ((Target.Layout) target).directory();
  }

  /** Returns the target's name as references and reports have it. */
  static String name(Target target) {
    if (target instanceof Target.Registry registry) {
      return registry.repository().name();
    }
    return target instanceof Target.Local local
        ? local.repository().familiarName()
        : "oci:" + directory(target);
  }
}
