package io.github.difyarms.component;

import io.github.difyarms.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How Go programs are compiled: what both of them share.
 *
 * @param region the region that instgo is set to
 * @param agentVersion the Go agent that instgo is to build in; empty for the newest
 * @param setArgs further arguments of {@code instgo set}
 * @param extraArgs further arguments of {@code instgo go build}
 * @param goVersion the Go to compile with; empty for what the source asks for
 * @param trimpath whether paths of this machine are kept out of programs
 * @param licenseKey the licence key, which reaches instgo by its environment only
 */
public record CompileSettings(
    String region,
    Optional<String> agentVersion,
    List<String> setArgs,
    List<String> extraArgs,
    Optional<String> goVersion,
    boolean trimpath,
    Optional<String> licenseKey) {

  /** Copies the lists. */
  public CompileSettings {
    setArgs = List.copyOf(setArgs);
    extraArgs = List.copyOf(extraArgs);
  }

  /** Returns what decides a program, without the key and without Go, which a recipe has exactly. */
  String text() {
    return String.join(
        "\n",
        "region " + region,
        "agent " + agentVersion.orElse("newest"),
        "set " + setArgs,
        "extra " + extraArgs,
        "trimpath " + trimpath);
  }

  /**
   * Returns a name for the key, for keys of local records: nobody knows what instgo does with it.
   */
  String keyFingerprint() {
    return licenseKey
        .map(key -> Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex())
        .orElse("none");
  }

  @Override
  public String toString() {
    return text();
  }
}
