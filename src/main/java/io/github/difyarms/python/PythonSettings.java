package io.github.difyarms.python;

import java.util.Map;
import java.util.Optional;

/**
 * What decides how the agent is obtained.
 *
 * @param source where the tarball is
 * @param index where its dependencies are
 * @param pins what must not move
 * @param python the program of this machine to use, by name or path; otherwise the usual names on
 *     {@code PATH}
 * @param environment this process's environment; uv and pip get a few variables of it
 * @param proxies {@code HTTPS_PROXY} and the like, as uv and pip get them
 * @param offline whether nothing outside this machine may be asked
 * @param anew whether what an earlier build settled is passed over, so that the index tells what it
 *     has now
 */
public record PythonSettings(
    AgentSource source,
    PythonIndex index,
    AgentPins pins,
    Optional<String> python,
    Map<String, String> environment,
    Map<String, String> proxies,
    boolean offline,
    boolean anew) {
  /** Copies the maps. */
  public PythonSettings {
    environment = Map.copyOf(environment);
    proxies = Map.copyOf(proxies);
  }

  /** Shows no environment: it may hold secrets. */
  @Override
  public String toString() {
    return source.addresses() + ", " + index.origin();
  }
}
