package io.github.difyarms.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program built as the sandbox's is: two cgo libraries, embedded beside other machines' files.
 */
class EmbeddedLibrariesTest {
  private static final Map<String, String> CGO = Map.of("CGO_ENABLED", "1");
  private static final Map<String, String> FILES =
      Map.of(
          "go.mod", "module example.com/box\n\ngo 1.21\n",
          "core/lib/python/lib.go", library("python"),
          "core/lib/nodejs/lib.go", library("nodejs"),
          "cmd/python/main.go", shared("python"),
          "cmd/nodejs/main.go", shared("nodejs"),
          "cmd/server/main.go",
              """
              package main

              import (
              	_ "embed"
              	"os"
              )

              //go:embed nodejs.so
              var nodejs []byte

              //go:embed first.node
              var first string

              //go:embed python.so
              var python []byte

              //go:embed second.node
              var second string

              func main() {
              	os.Stdout.Write(python)
              	os.Stdout.Write(nodejs)
              	os.Stdout.WriteString(first + second)
              }
              """);

  @TempDir private Path folder = Path.of("");

  private static String library(String name) {
    return """
        package NAME

        // #cgo LDFLAGS: -lseccomp
        // #include <seccomp.h>
        import "C"

        //go:noinline
        func Init() int { return int(C.seccomp_api_get()) }
        """
        .replace("NAME", name);
  }

  private static String shared(String name) {
    return """
        package main

        import "C"
        import "example.com/box/core/lib/NAME"

        //export Init
        func Init() int { return NAME.Init() }

        func main() {}
        """
        .replace("NAME", name);
  }

  @Test
  void bothLibrariesComeOutByteForByte() throws IOException {
    assumeTrue(CommandLine.find("gcc", "embedded cgo libraries").isPresent(), "gcc");
    assumeTrue(seccomp(), "libseccomp-dev");
    GoWorkshop go = GoWorkshop.of(folder, FILES);
    Machine host = Machine.of(go.run(Map.of(), "env", "GOHOSTARCH").strip());
    for (String name : new String[] {"python", "nodejs"}) {
      String output = "cmd/server/" + name + ".so";
      go.build(output, CGO, "-buildmode=c-shared", "-ldflags=-s -w", "./cmd/" + name);
    }
    byte[] first = MinimalElf.of(32, ByteOrder.BIG_ENDIAN).machine(8).content("x").bytes();
    byte[] second = MinimalElf.of(Machine.RISCV64).needs("libc.so.6").bytes();
    go.write("cmd/server/first.node", first);
    go.write("cmd/server/second.node", second);
    Path main = go.build("main", Map.of(), "-ldflags=-s -w", "./cmd/server");

    SandboxLibraries libraries = SandboxLibraries.extract(main, host, "image /main");

    Path server = folder.resolve("cmd/server");
    assertThat(libraries.python().bytes())
        .isEqualTo(Files.readAllBytes(server.resolve("python.so")));
    assertThat(libraries.nodejs().bytes())
        .isEqualTo(Files.readAllBytes(server.resolve("nodejs.so")));
    assertThat(EmbeddedElf.scan(main)).extracting(EmbeddedElf::bytes).contains(first, second);
    assertThat(libraries.python().facts().glibc()).isPresent();
    assertThat(GoPackages.of(server.resolve("python.so")))
        .contains("example.com/box/core/lib/python", "main", "runtime")
        .doesNotContain("example.com/box/core/lib/nodejs");
    assertThatThrownBy(() -> SandboxLibraries.extract(main, Machine.RISCV64, "image /main"))
        .hasMessageContaining("no python.so for riscv64")
        .hasMessageContaining("needs [libseccomp.so.2");
  }

  private boolean seccomp() throws IOException {
    Path source = Files.writeString(folder.resolve("probe.c"), "#include <seccomp.h>\n");
    boolean found = CommandLine.of("gcc", "-fsyntax-only", source.toString()).run().exitCode() == 0;
    if (!found) {
      System.out.println("SKIPPED: libseccomp-dev is not installed: embedded cgo libraries");
    }
    return found;
  }
}
