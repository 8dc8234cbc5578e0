package io.github.difyarms.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.demo.SandboxProgram.Library;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What binutils make of the miniature programs and libraries. */
class MiniatureElfTest {
  private static final byte[] CONTENT = "bytes of ours".getBytes(StandardCharsets.US_ASCII);

  private static final Map<Machine, String> NAMES =
      Map.of(
          Machine.AMD64, "X86-64",
          Machine.ARM64, "AArch64",
          Machine.RISCV64, "RISC-V",
          Machine.S390X, "S/390",
          Machine.I386, "80386",
          Machine.ARM, "ARM");

  @TempDir private Path folder = Path.of("");

  private String readelf(byte[] file) throws IOException {
    Optional<String> readelf = CommandLine.find("readelf", "miniature ELF files were not read");
    assumeTrue(readelf.isPresent(), "readelf");
    Path path = Files.write(folder.resolve("file"), file);
    return CommandLine.of(readelf.orElseThrow(), "--wide", "-h", "-l", "-S", "-d", path.toString())
        .with("LC_ALL", "C")
        .run()
        .orFail();
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void aSharedObjectIsReadForEveryMachine(Machine machine) throws IOException {
    byte[] library =
        MiniatureElf.sharedObject(machine, "own.so", List.of("libc.so.6", "other.so"), CONTENT);

    assertThat(readelf(library))
        .doesNotContain("Warning", "Error")
        .containsPattern("Type: +DYN")
        .containsPattern("Machine: .*" + NAMES.get(machine))
        .contains("Shared library: [libc.so.6]", "Shared library: [other.so]")
        .contains("Library soname: [own.so]")
        .contains(".dynsym", ".dynstr", ".shstrtab")
        .containsPattern("DYNAMIC +0x");
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void aProgramIsReadForEveryMachine(Machine machine) throws IOException {
    byte[] program = MiniatureElf.program(machine, CONTENT);

    assertThat(readelf(program))
        .doesNotContain("Warning", "Error")
        .containsPattern("Type: +EXEC")
        .containsPattern("Machine: .*" + NAMES.get(machine))
        .contains("There is no dynamic section in this file.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64"})
  void theSandboxCarriesItsLibrariesWholeAndUnaligned(String architecture) throws IOException {
    byte[] program = SandboxProgram.of(architecture);

    assertThat(readelf(program)).doesNotContain("Warning", "Error").containsPattern("Type: +EXEC");
    for (Library library : Library.values()) {
      byte[] bytes = library.bytes(Machine.of(architecture));
      assertThat(text(program)).containsOnlyOnce(text(bytes));
      assertThat(text(program).indexOf(text(bytes)) % 8).isNotZero();
      assertThat(text(bytes)).contains("core/lib/" + library.file().replace(".so", "."));
      assertThat(readelf(bytes)).contains("[libseccomp.so.2]", "[libc.so.6]");
    }
  }

  /** One character for each byte. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theTwoLibrariesDiffer() {
    assertThat(Library.PYTHON.bytes(Machine.AMD64))
        .isNotEqualTo(Library.NODEJS.bytes(Machine.AMD64));
  }
}
