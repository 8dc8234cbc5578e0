package io.github.difyarms.net;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener and a pause that only take notes. */
public final class Notes implements NetListener, Pause {
  public final List<Duration> waits = new CopyOnWriteArrayList<>();
  public final List<String> reasons = new CopyOnWriteArrayList<>();
  public final List<String> warnings = new CopyOnWriteArrayList<>();
  public final List<HttpTrace> traces = new CopyOnWriteArrayList<>();

  @Override
  public void retrying(String what, String why, Duration wait, int attempt) {
    reasons.add(why);
  }

  @Override
  public void warning(String text) {
    warnings.add(text);
  }

  @Override
  public void traced(HttpTrace trace) {
    traces.add(trace);
  }

  @Override
  public void pause(Duration time) {
    waits.add(time);
  }
}
