package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.demo.SandboxProgram.Library;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts together, as a build will use them: fetch the stand-in, set it, compile with it. */
class DemoGoTest {
  @TempDir private Path folder = Path.of("");

  private static String go() {
    Optional<String> go = CommandLine.find("go", "nothing was compiled with the stand-in");
    assumeTrue(go.isPresent(), "go");
    return go.orElseThrow();
  }

  @Test
  void bothComponentsAreCompiledWithTheToolFromTheStore() throws IOException {
    GoCommand go = new GoCommand(Path.of(go()), System.getenv());
    try (DemoGo parts = DemoGo.prepare(go, folder.resolve("demo"), "1.21", "cn-hangzhou")) {
      Path tool = fetch(parts);
      for (Library library : Library.values()) {
        String language = library.file().replace(".so", "");
        Path target = parts.source("sandbox").resolve("internal/core/runner/" + language);
        Files.write(target.resolve(library.file()), library.bytes(Machine.AMD64));
      }

      String daemon = compile(tool, parts.source("plugin-daemon"));
      String sandbox = compile(tool, parts.source("sandbox"));

      assertThat(daemon)
          .contains("mod\tgithub.com/langgenius/dify-plugin-daemon")
          .contains("dep\t" + InstgoStandIn.AGENT_MODULE);
      assertThat(sandbox)
          .contains("mod\tgithub.com/langgenius/dify-sandbox")
          .contains("dep\t" + InstgoStandIn.AGENT_MODULE);
      assertThat(parts.oss().recorded())
          .extracting(RecordedRequest::status)
          .containsExactly(200, 304, 200, 304, 200);
    }
  }

  private Path fetch(DemoGo parts) throws IOException {
    String platform = InstgoStandIn.hostPlatform();
    String url =
        parts.instgoUrl().replace("{region}", "cn-hangzhou").replace("{os}-{arch}", platform);
    Path tool = Files.createDirectory(folder.resolve("tool")).resolve("instgo");
    try (InputStream in = URI.create(url).toURL().openStream()) {
      Files.copy(in, tool);
    }
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    return tool;
  }

  private static String compile(Path tool, Path source) {
    Map<String, String> environment =
        Map.of("CGO_ENABLED", "0", "GOOS", "linux", "GOARCH", "amd64");
    CommandLine.of(tool.toString(), "set", "--regionId", "cn-hangzhou", "--dev=false")
        .in(source)
        .run()
        .orFail();
    CommandLine build =
        CommandLine.of(tool.toString(), "go", "build", "-o", "out", "./cmd/server")
            .in(source)
            .with("GOWORK", "off")
            .within(Duration.ofMinutes(5));
    environment.forEach(build::with);
    build.run().orFail();
    return CommandLine.of(go(), "version", "-m", source.resolve("out").toString()).run().orFail();
  }

  @Test
  void aCompilerThatFailsIsQuoted() {
    GoCommand go = new GoCommand(Path.of(go()), Map.of("GOTOOLCHAIN", "local"));

    assertThatThrownBy(() -> DemoGo.prepare(go, folder, "1.21", "cn-hangzhou"))
        .isInstanceOf(DifyArmsException.class)
        .hasMessageContaining("DA-631")
        .hasMessageContaining("status 1")
        .hasMessageContaining("GOCACHE");
  }
}
