package io.github.difyarms.python;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of an agent without downloading it.
 *
 * @param address where it is handed out, without secrets
 * @param tarball the agent, if it is in the cache
 * @param size otherwise, how many bytes a download has, if the server says so
 */
public record AgentLook(String address, Optional<AgentTarball> tarball, OptionalLong size) {}
