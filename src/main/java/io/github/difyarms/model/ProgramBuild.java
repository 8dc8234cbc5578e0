package io.github.difyarms.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How a program was compiled.
 *
 * @param source where its source is from, without secrets
 * @param revision the revision that was asked for; empty for a directory or archive
 * @param identity the commit, or {@code tree:} and a hash where there is no commit
 * @param go the Go that compiled it, for example {@code 1.26.4}
 * @param instgo the tool that instrumented it
 * @param cached whether it was taken from the cache of compiled programs
 * @param duration how long compiling took, then or now
 * @param program what can be read off the program itself
 */
public record ProgramBuild(
    String source,
    String revision,
    String identity,
    String go,
    Tool instgo,
    boolean cached,
    Duration duration,
    ProgramFacts program) {
  /**
   * The instrumentation tool.
   *
   * @param version what it says of itself
   * @param sha256 hash of the tool for the machine that built, 64 hexadecimal digits
   * @param origin where it was downloaded from, without secrets
   * @param updatedTo its hash after compiling, when it replaced itself meanwhile
   */
  public record Tool(String version, String sha256, String origin, Optional<String> updatedTo) {}
}
