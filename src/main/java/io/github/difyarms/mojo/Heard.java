package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.Forecast;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What is told while a plan is made, kept in one order so that it stands in the plan. */
final class Heard implements BuildLog {
  private final Consumer<String> retries;
  private final Set<String> notes = new TreeSet<>();
  private final Set<String> warnings = new TreeSet<>();

  Heard(Consumer<String> retries) {
    this.retries = retries;
  }

  @Override
  public void retrying(String text) {
    retries.accept(text);
  }

  @Override
  public synchronized void note(String text) {
    notes.add(text);
  }

  @Override
  public synchronized void warning(String text) {
    warnings.add(text);
  }

  /** Returns the forecast with what no component of it has. */
  synchronized Forecast addTo(Forecast forecast, List<Forecast.LeftOut> leftOut) {
    Set<String> others = new TreeSet<>(notes);
    for (ComponentForecast component : forecast.components()) {
      component.notes().forEach(others::remove);
    }
    return forecast.with(leftOut, List.copyOf(others), List.copyOf(warnings));
  }
}
