package io.github.difyarms.model;

import java.time.Duration;
import java.util.List;

/**
 * What a build published.
 *
 * @param components the images, in the order they were asked for
 * @param requests HTTP requests to registries, token requests apart
 * @param tokenRequests requests to token servers
 * @param bytesReceived bytes read from registries
 * @param bytesSent bytes written to registries
 * @param duration time from start to end
 * @param warnings every warning of the run, each once
 * @param steps what took time, in the order of their start
 */
public record BuildResult(
    List<ComponentResult> components,
    long requests,
    long tokenRequests,
    long bytesReceived,
    long bytesSent,
    Duration duration,
    List<String> warnings,
    List<Step> steps) {
  /** Returns the same result with what took time. */
  public BuildResult withSteps(List<Step> steps) {
    return new BuildResult(
        components,
        requests,
        tokenRequests,
        bytesReceived,
        bytesSent,
        duration,
        warnings,
        List.copyOf(steps));
  }
}
