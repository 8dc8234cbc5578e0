package io.github.difyarms.python;

import java.util.Map;
import java.util.Optional;

/**
 * What a lock says of the agent.
 *
 * @param tarballSha256 hash of the tarball, 64 hexadecimal digits
 * @param wheelsByArchitecture the wheels for {@code amd64} and {@code arm64}
 */
public record AgentPins(
    Optional<String> tarballSha256, Map<String, WheelSet> wheelsByArchitecture) {
  /** Copies the map. */
  public AgentPins {
    wheelsByArchitecture = Map.copyOf(wheelsByArchitecture);
  }

  /** Returns pins that pin nothing. */
  public static AgentPins none() {
    return new AgentPins(Optional.empty(), Map.of());
  }
}
