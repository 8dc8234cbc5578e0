package io.github.difyarms.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Go sources in miniature: modules, packages and commands are where upstream has them, the standard
 * library is all they need, and what they do is next to nothing.
 */
public final class MiniatureSources {
  private static final String MANIFEST = "manifest/manifest.go";

  private static final SourceFiles PLUGIN_DAEMON =
      new SourceFiles(
          "sources/plugin-daemon",
          List.of(
              "go.mod",
              MANIFEST,
              "cmd/server/main.go",
              "cmd/commandline/main.go",
              "docker/local.dockerfile",
              "docker/serverless.dockerfile"));

  private static final SourceFiles SANDBOX =
      new SourceFiles(
          "sources/sandbox",
          List.of(
              "go.mod",
              "cmd/server/main.go",
              "cmd/lib/python/main.go",
              "cmd/lib/nodejs/main.go",
              "cmd/dependencies/init.go",
              "internal/core/lib/seccomp.go",
              "internal/core/lib/python/level.go",
              "internal/core/lib/nodejs/level.go",
              "internal/core/runner/python/setup.go",
              "internal/core/runner/nodejs/setup.go",
              "docker/Dockerfile",
              "docker/versions.yaml"));

  private MiniatureSources() {}

  /** Where the plugin daemon keeps the variables that name the build. */
  public enum Generation {
    /** {@code internal/manifest}, releases up to 0.4.1. */
    INTERNAL_MANIFEST("internal/manifest"),
    /** {@code pkg/manifest}, releases from 0.5.0. */
    PKG_MANIFEST("pkg/manifest");

    private final String path;

    Generation(String path) {
      this.path = path;
    }

    /** Returns the package's path below the module's. */
    public String path() {
      return path;
    }
  }

  /**
   * Writes the plugin daemon's sources.
   *
   * @param directory where to; made when it is not there
   * @param generation where its variables are
   * @param goDirective what follows {@code go} in go.mod, for example {@code 1.23.3}
   * @param toolchain what follows {@code toolchain} in go.mod, for example {@code go1.23.3}
   * @param builderGo tag of the builder image in the Dockerfiles, for example {@code 1.25}
   */
  public static void writePluginDaemon(
      Path directory,
      Generation generation,
      String goDirective,
      Optional<String> toolchain,
      String builderGo) {
    Map<String, String> values =
        Map.of(
            "go",
            goDirective,
            "toolchain",
            toolchainLine(toolchain),
            "builder",
            builderGo,
            "manifest",
            generation.path());
    for (String name : PLUGIN_DAEMON.names()) {
      String target = name.equals(MANIFEST) ? generation.path() + "/manifest.go" : name;
      PLUGIN_DAEMON.writeTo(directory.resolve(target), name, values);
    }
  }

  /**
   * Writes the sandbox's sources, without the two libraries that {@code cmd/server} embeds: {@code
   * internal/core/runner/python/python.so} and {@code internal/core/runner/nodejs/nodejs.so}.
   *
   * @param directory where to; made when it is not there
   * @param goDirective what follows {@code go} in go.mod
   * @param toolchain what follows {@code toolchain} in go.mod
   * @param builderGo version of Go in {@code docker/}
   */
  public static void writeSandbox(
      Path directory, String goDirective, Optional<String> toolchain, String builderGo) {
    Map<String, String> values =
        Map.of("go", goDirective, "toolchain", toolchainLine(toolchain), "builder", builderGo);
    for (String name : SANDBOX.names()) {
      SANDBOX.writeTo(directory.resolve(name), name, values);
    }
  }

  private static String toolchainLine(Optional<String> toolchain) {
    return toolchain.map(name -> "\n\ntoolchain " + name).orElse("");
  }
}
