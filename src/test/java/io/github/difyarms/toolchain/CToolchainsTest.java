package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CToolchainsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");
  private static final Host HOST = Host.current();
  private static final String OTHER = HOST.architecture().equals("amd64") ? "arm64" : "amd64";

  @TempDir Path folder;
  private final Commands commands = new Commands(Redaction.none());

  @AfterEach
  void close() {
    commands.close();
  }

  private CToolchains search(Map<String, String> overrides) {
    return new CToolchains(commands, ENVIRONMENT, overrides);
  }

  private static void assumeSeccomp() {
    assumeTrue(
        CommandLine.find("gcc", "no C compiler to be found").isPresent()
            && CommandLine.find("pkg-config", "libseccomp cannot be found").isPresent()
            && CommandLine.of("pkg-config", "--exists", "libseccomp").run().exitCode() == 0);
  }

  @Test
  void theCompilerOfThisMachineBuildsForIt() {
    assumeSeccomp();

    CToolchain found = search(Map.of()).check(HOST.architecture(), HOST);

    assertThat(found.cc()).isEqualTo("gcc");
    assertThat(found.pkgConfigLibdir()).isEmpty();
    assertThat(found.environment()).containsEntry("CC", "gcc");
    assertThat(found.version()).matches("gcc .*\\d+\\.\\d+.*, libseccomp \\d+\\.\\d+.*");
  }

  @Test
  void aNamedCompilerMayHaveArguments() {
    assumeSeccomp();

    assertThat(search(Map.of(HOST.architecture(), "gcc -O2")).check(HOST.architecture(), HOST).cc())
        .isEqualTo("gcc -O2");
  }

  @Test
  void aMissingCrossCompilerIsNamedWithItsPackages() {
    CToolchains search = new CToolchains(commands, Map.of("PATH", folder.toString()), Map.of());

    assertThatThrownBy(() -> search.check("arm64", new Host("linux", "amd64")))
        .hasMessageContaining("DA-632")
        .hasMessageContaining("aarch64-linux-gnu-gcc: not found")
        .hasMessageContaining("aarch64-linux-musl-gcc: not found")
        .hasMessageContaining("dpkg --add-architecture arm64")
        .hasMessageContaining("gcc-aarch64-linux-gnu libc6-dev-arm64-cross libseccomp-dev:arm64");
  }

  @Test
  void aCrossCompilerBuildsForTheOtherMachineWithItsLibraries() {
    assumeTrue(HOST.equals(new Host("linux", "amd64")));
    assumeTrue(
        CommandLine.find("aarch64-linux-gnu-gcc", "no cross compiler to be found").isPresent()
            && Files.exists(Path.of("/usr/lib/aarch64-linux-gnu/pkgconfig/libseccomp.pc")));

    assertThat(search(Map.of()).check("arm64", HOST).environment())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "CC",
                "aarch64-linux-gnu-gcc",
                "PKG_CONFIG_LIBDIR",
                "/usr/lib/aarch64-linux-gnu/pkgconfig"));
  }

  @Test
  void librariesOfThisMachineDoNotServeForAnother() throws Exception {
    assumeSeccomp();
    Map<String, String> overrides = Map.of("riscv64", "gcc");

    assertThatThrownBy(() -> search(overrides).check("riscv64", HOST))
        .hasMessageContaining("pkg-config knows no libseccomp for it");
  }

  @Test
  void aCompilerForAnotherMachineIsFoundOut() {
    assumeSeccomp();
    // What a compiler for this machine builds is no program of the other.
    CToolchains search = search(Map.of(OTHER, "gcc"));

    assertThatThrownBy(() -> search.check(OTHER, new Host("linux", OTHER)))
        .hasMessageContaining("it is a program for linux/" + HOST.architecture());
  }

  @Test
  void theCompilersOwnWordsExplainAFailure() throws Exception {
    assumeSeccomp();
    Path cc = Files.writeString(folder.resolve("cc"), "#!/bin/sh\necho no seccomp.h; exit 1\n");
    Files.setPosixFilePermissions(cc, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(
            () ->
                search(Map.of(HOST.architecture(), cc.toString())).check(HOST.architecture(), HOST))
        .hasMessageContaining(cc + ": no seccomp.h")
        .hasMessageContaining("libseccomp-dev");
  }
}
