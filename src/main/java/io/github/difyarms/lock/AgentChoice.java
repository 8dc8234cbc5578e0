package io.github.difyarms.lock;

import java.util.Optional;

/**
 * The agent that a component is to get, as far as the user says.
 *
 * @param version its version, its address without secrets, or {@code newest}
 * @param sha256 the hash it must have, where one is given
 */
public record AgentChoice(String version, Optional<String> sha256) {
  /** The version of an agent that nobody chose. */
  public static final String NEWEST = "newest";
}
