package io.github.difyarms.python;

import java.util.Comparator;
import java.util.List;

/**
 * All wheels that make up the agent for one Python, ordered by name.
 *
 * @param wheels one for each distribution
 */
public record WheelSet(List<Wheel> wheels) {
  /** Sorts. */
  public WheelSet {
    wheels = wheels.stream().sorted(Comparator.comparing(Wheel::distribution)).toList();
  }
}
