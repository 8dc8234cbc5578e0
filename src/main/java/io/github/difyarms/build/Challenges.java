package io.github.difyarms.build;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the requests that registries answer by asking who we are: the first of each, whichever
 * component makes it; here it is the first that would.
 */
final class Challenges {
  private final Repositories repositories;
  private final Tariff tariff;
  private final Set<Object> met = new HashSet<>();

  Challenges(Repositories repositories, Tariff tariff) {
    this.repositories = repositories;
    this.tariff = tariff;
  }

  List<ComponentForecast> addTo(List<ComponentForecast> forecasts) {
    List<ComponentForecast> counted = new ArrayList<>();
    for (ComponentForecast forecast : forecasts) {
      ComponentRequest asked = forecast.plan().request();
      var base = repositories.acquaintance(asked.base(), false);
      boolean challenged = base.challenged().orElse(false);
      Bounds reading = met(base.id(), challenged);
      Bounds pushing = Bounds.NOTHING;
      if (asked.target() instanceof Target.Registry registry) {
        pushing = target(registry.repository(), challenged);
      }
      boolean asksOnly = forecast.skipped().isPresent();
      counted.add(
          asksOnly
              ? forecast.plus(reading.plus(pushing), Bounds.NOTHING)
              : forecast.plus(reading, pushing));
    }
    return counted;
  }

  /** A target that nobody has spoken with yet is taken to be as careful as the base's registry. */
  private Bounds target(ImageReference repository, boolean otherwise) {
    var target = repositories.acquaintance(repository, true);
    return met(target.id(), target.challenged().orElse(otherwise));
  }

  private Bounds met(Object id, boolean challenged) {
    return met.add(id) && challenged ? tariff.challenge() : Bounds.NOTHING;
  }
}
