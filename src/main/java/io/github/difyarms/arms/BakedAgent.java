package io.github.difyarms.arms;

import java.util.List;

/**
 * The agent that an image already has, as its start script needs to know it.
 *
 * @param directory where it lies in the image, and nothing else with it; has {@code
 *     bin/aliyun-instrument}
 * @param name of the distribution that is the agent
 * @param version of it
 * @param python the Python it was put together for: {@code 3.12}
 * @param removed distributions of the application that were taken out of the image in exchange:
 *     {@code opentelemetry-instrumentation-flask}
 */
public record BakedAgent(
    String directory, String name, String version, String python, List<String> removed) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when the directory cannot stand in {@code PYTHONPATH}, or the
   *     Python is not two numbers
   */
  public BakedAgent {
    removed = List.copyOf(removed);
    if (!directory.matches("(/[^/:\\p{Cntrl}]+)+")) {
      throw new IllegalArgumentException("no directory of its own: " + directory);
    }
    if (!python.matches("[0-9]+\\.[0-9]+")) {
      throw new IllegalArgumentException("no Python: " + python);
    }
  }
}
