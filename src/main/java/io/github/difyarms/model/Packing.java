package io.github.difyarms.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a new directory is made of, as far as a plan knows it: an agent and the wheels it needs.
 *
 * @param address where the agent is handed out, without secrets
 * @param agent the agent's name and version; empty while it is not here
 * @param sha256 hash of its tarball, 64 hexadecimal digits; empty while it is not here
 * @param download bytes of the tarball to be downloaded first; negative when nobody says how many
 * @param target the Python it is made for, in words; empty while the base was not looked into
 * @param index where further wheels are from, in words
 * @param wheels every wheel; empty while they are not settled
 * @param unread compressed bytes of base layers that have to be read first
 */
public record Packing(
    String address,
    Optional<String> agent,
    Optional<String> sha256,
    OptionalLong download,
    Optional<String> target,
    String index,
    Optional<List<PackedWheel>> wheels,
    long unread) {}
