package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.net.ProxyRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * By hand, because it downloads 70 MB from the public module proxy and compiles: {@code ./mvnw test
 * -Dtest=RealGoProxyTest -Ddify-arms.realGoProxy=true}.
 */
@EnabledIfSystemProperty(named = "dify-arms.realGoProxy", matches = "true")
class RealGoProxyTest {
  @TempDir Path folder;

  @Test
  void aRealToolchainIsFetchedCheckedAndCompiles() throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PATH", "/usr/bin:/bin"); // no Go there
    environment.put("HOME", folder.toString());
    HttpOptions options =
        HttpOptions.defaults().withProxies(ProxyRules.ofEnvironment(System.getenv()));
    try (HttpTransport transport = new HttpTransport(options, NetListener.silent());
        Commands commands = new Commands(Redaction.none())) {
      GoToolchains toolchains =
          new GoToolchains(
              folder,
              new Downloads(transport, NetListener.silent(), DownloadProgress.silent()),
              commands,
              GoSettings.of(environment),
              Host.current(),
              System.out::println);

      GoToolchain go = toolchains.provide(toolchains.newestPatch("1.26").version());

      Path source = Files.createDirectory(folder.resolve("source"));
      Files.writeString(source.resolve("go.mod"), "module m\n\ngo 1.26\n");
      Files.writeString(
          source.resolve("main.go"),
          "package main\n\nimport \"runtime\"\n\nfunc main() { println(runtime.Version()) }\n");
      GoTarget target =
          new GoTarget("linux", Host.current().architecture(), Optional.empty(), folder);
      CommandResult result =
          commands.run(
              Command.of(
                  List.of(go.command().toString(), "run", "."), source, go.environment(target)));
      assertThat(result.words()).startsWith("go" + go.version());
      System.out.println(go.version() + " " + go.hash().orElseThrow());
    }
  }
}
