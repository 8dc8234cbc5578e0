package io.github.difyarms.python;

import java.nio.file.Path;
import java.util.List;

/**
 * The agent as the vendor hands it out, in the cache.
 *
 * @param address where it was handed out, without secrets
 * @param sha256 hash of the tarball, 64 hexadecimal digits
 * @param size its bytes
 * @param agent the distribution in it that has the program {@code aliyun-instrument}
 * @param wheels every wheel in it; of one distribution there may be several, for several Pythons
 * @param folder where the wheels lie, by their file names
 */
public record AgentTarball(
    String address,
    String sha256,
    long size,
    Distribution agent,
    List<Wheel> wheels,
    Path folder) {}
