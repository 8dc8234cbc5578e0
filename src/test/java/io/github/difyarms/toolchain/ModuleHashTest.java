package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleHashTest {
  @TempDir Path folder;

  @Test
  void theHashIsTheOneGoComputes() throws Exception {
    Optional<String> go = CommandLine.find("go", "no second opinion on module hashes");
    assumeTrue(go.isPresent());
    TreeMap<String, String> files = new TreeMap<>();
    String prefix = "example.org/m@v1.0.0/";
    files.put(prefix + "z.go", "package m\n");
    files.put(prefix + "a-b.go", "package m\n");
    files.put(prefix + "a/b.go", "package a\n");
    files.put(prefix + "go.mod", "module example.org/m\n");
    Path versions = Files.createDirectories(folder.resolve("proxy/example.org/m/@v"));
    Path zip = Files.write(versions.resolve("v1.0.0.zip"), ModuleServer.zip(files));
    Files.writeString(versions.resolve("v1.0.0.mod"), "module example.org/m\n");
    Files.writeString(versions.resolve("v1.0.0.info"), "{\"Version\":\"v1.0.0\"}");

    String json =
        CommandLine.of(go.get(), "mod", "download", "-json", "-modcacherw", "example.org/m@v1.0.0")
            .with("GOPROXY", folder.resolve("proxy").toUri().toString())
            .with("GOSUMDB", "off")
            .with("GOTOOLCHAIN", "local")
            .with("GOFLAGS", "")
            .with("GOMODCACHE", folder.resolve("modules").toString())
            .in(folder)
            .run()
            .orFail();

    assertThat(json).contains("\"Sum\": \"" + ModuleHash.of(zip) + "\"");
  }
}
