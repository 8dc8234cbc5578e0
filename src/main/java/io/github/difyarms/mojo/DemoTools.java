package io.github.difyarms.mojo;

import io.github.difyarms.demo.DemoGo;
import io.github.difyarms.demo.GoCommand;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.toolchain.GoTarget;
import io.github.difyarms.toolchain.GoToolchain;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.LocalGo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the demonstration compiles with: the Go of this machine or one that is downloaded, and a
 * stand-in for instgo, which is compiled here.
 *
 * @param parts the stand-in's store and the miniature sources
 * @param goVersion the Go
 */
record DemoTools(DemoGo parts, String goVersion) implements AutoCloseable {
  /** When the machine has no Go, the newest patch of this one is downloaded. */
  private static final String DOWNLOADED = "1.26";

  static DemoTools prepare(
      GoToolchains toolchains, Parameters parameters, Path output, BuildLog log)
      throws IOException {
    String version = version(toolchains, parameters);
    log.note("Go " + version + " compiles a stand-in for instgo, which the vendor hands out");
    GoToolchain go = toolchains.provide(version);
    Host host = Host.current();
    Path temporary = Files.createDirectories(output.resolve("tmp"));
    GoCommand command =
        new GoCommand(
            go.command(),
            go.environment(
                new GoTarget(host.os(), host.architecture(), Optional.empty(), temporary)));
    return new DemoTools(
        DemoGo.prepare(
            command, output.resolve("stand-in"), version, parameters.textOrDefault("region")),
        version);
  }

  private static String version(GoToolchains toolchains, Parameters parameters) {
    Optional<String> asked = parameters.text("go.version").filter(text -> !text.equals("local"));
    if (asked.isPresent()) {
      String text = asked.get();
      return text.matches("\\d+\\.\\d+") ? toolchains.newestPatch(text).version() : text;
    }
    return toolchains
        .local()
        .map(LocalGo::version)
        .orElseGet(() -> toolchains.newestPatch(DOWNLOADED).version());
  }

  /** Returns the values of parameters that make a build use all this. */
  Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    values.put("instgo.url", parts.instgoUrl());
    values.put("go.version", goVersion);
    for (Part part : List.of(Part.PLUGIN_DAEMON, Part.SANDBOX)) {
      values.put(part.parameter("source"), parts.source(part.id()).toString());
    }
    return values;
  }

  @Override
  public void close() {
    parts.close();
  }
}
