package io.github.difyarms.toolchain;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Go of an exact version, ready to compile.
 *
 * @param command its {@code go}
 * @param version for example {@code 1.26.4}
 * @param selection the value of {@code GOTOOLCHAIN} that makes {@code command} this version
 * @param hash the {@code h1:} hash of the downloaded module, for the lock; empty when a Go of this
 *     machine is used, or brought it itself
 * @param settings where modules come from
 * @param folders variables that name the folders for what Go keeps
 */
public record GoToolchain(
    Path command,
    String version,
    String selection,
    Optional<String> hash,
    GoSettings settings,
    Map<String, String> folders) {

  /** Copies the map. */
  public GoToolchain {
    folders = Map.copyOf(folders);
  }

  /**
   * Returns the whole environment of a compile. It is made anew: what the user has set for other
   * work ({@code GOFLAGS}, {@code go env -w}) does not reach it.
   */
  public Map<String, String> environment(GoTarget target) {
    Map<String, String> variables = new LinkedHashMap<>(base());
    variables.put("TMPDIR", target.temporary().toString());
    variables.putAll(target.variables());
    variables.put("CGO_ENABLED", target.cgo().isPresent() ? "1" : "0");
    target.cgo().ifPresent(cgo -> variables.putAll(cgo.environment()));
    return variables;
  }

  /** Returns what does not depend on a target: enough to ask Go for its version. */
  Map<String, String> base() {
    Map<String, String> variables = new LinkedHashMap<>();
    String path = settings.variable("PATH").orElse("/usr/local/bin:/usr/bin:/bin");
    variables.put("PATH", command.toAbsolutePath().getParent() + File.pathSeparator + path);
    variables.put("HOME", settings.home());
    variables.put("LANG", "C.UTF-8");
    variables.put("GOENV", "off");
    variables.put("GOWORK", "off");
    variables.put("GOTOOLCHAIN", selection);
    variables.putAll(settings.network());
    variables.putAll(folders);
    return variables;
  }
}
