package io.github.difyarms.binary;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxLibrariesTest {
  private static final String PYTHON = "x/core/lib/python.Init";
  private static final String NODEJS = "x/core/lib/nodejs.Init";
  private static final byte[] PYTHON_SO = library(Machine.X86_64, PYTHON);
  private static final byte[] NODEJS_SO = library(Machine.X86_64, NODEJS);
  private static final byte[] FOREIGN =
      MinimalElf.of(Machine.ARM).needs("libc.so.6").content("koffi").bytes();

  @TempDir private Path folder = Path.of("");

  private static byte[] library(Machine machine, String content) {
    return library(machine, content.getBytes(US_ASCII));
  }

  private static byte[] library(Machine machine, byte[] content) {
    return MinimalElf.of(machine).needs("libseccomp.so.2", "libc.so.6").content(content).bytes();
  }

  /** A program that knows both names itself, as the sandbox's does. */
  private static byte[] program(byte[]... embedded) {
    ByteArrayOutputStream program = new ByteArrayOutputStream();
    program.writeBytes(MinimalElf.of(Machine.X86_64).content(PYTHON + NODEJS).bytes());
    for (byte[] file : embedded) {
      program.writeBytes(file);
    }
    program.writeBytes(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
    return program.toByteArray();
  }

  private static SandboxLibraries extract(byte[]... embedded) {
    return SandboxLibraries.extract(Window.of(program(embedded), "image /main"), Machine.X86_64);
  }

  private static void assertStops(ErrorCode code, String what, String why, byte[]... embedded) {
    assertThatExceptionOfType(DifyArmsException.class)
        .isThrownBy(() -> extract(embedded))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.where()).isEqualTo("image /main"))
        .satisfies(e -> assertThat(e.what()).contains(what))
        .satisfies(e -> assertThat(e.why()).contains(why));
  }

  private static void assertBoth(SandboxLibraries libraries) {
    assertThat(libraries.python().bytes()).isEqualTo(PYTHON_SO);
    assertThat(libraries.nodejs().bytes()).isEqualTo(NODEJS_SO);
  }

  @Test
  void bothAreFoundInEitherOrderBesideOtherFiles() {
    assertBoth(extract(PYTHON_SO, NODEJS_SO));
    assertBoth(extract(FOREIGN, NODEJS_SO, new byte[5], FOREIGN, PYTHON_SO, FOREIGN));
  }

  @Test
  void theyAreReadFromAFileAndOutliveIt() throws IOException {
    Path main = Files.write(folder.resolve("main"), program(PYTHON_SO, NODEJS_SO));

    SandboxLibraries libraries = SandboxLibraries.extract(main, Machine.X86_64, "image /main");
    Files.write(main, new byte[] {1});

    assertBoth(libraries);
    assertThat(libraries.python().offset()).isLessThan(libraries.nodejs().offset());
  }

  @Test
  void anotherMachinesLibrariesAreNotTaken() {
    byte[] python = library(Machine.AARCH64, PYTHON);

    assertBoth(extract(python, PYTHON_SO, library(Machine.I386, NODEJS), NODEJS_SO));
    assertStops(
        ErrorCode.LIBRARIES_MISSING,
        "no python.so for amd64",
        "for arm64, 64 bits, SHARED, needs [libseccomp.so.2, libc.so.6]",
        python,
        NODEJS_SO);
  }

  @Test
  void whatIsMissingIsNamedWithWhatWasLookedAt() {
    assertStops(
        ErrorCode.LIBRARIES_MISSING, "no nodejs.so", "ELF files looked at: 2", PYTHON_SO, FOREIGN);
    assertStops(ErrorCode.LIBRARIES_MISSING, "no python.so", "no ELF file in it");
  }

  @Test
  void aLibraryWithoutSeccompIsNoCandidate() {
    byte[] other = MinimalElf.of(Machine.X86_64).needs("libc.so.6").content(PYTHON).bytes();
    byte[] executable =
        MinimalElf.of(Machine.X86_64).type(2).needs("libseccomp.so.2").content(PYTHON).bytes();

    assertBoth(extract(other, executable, PYTHON_SO, NODEJS_SO));
  }

  @Test
  void anEmbeddedFileThatIsDamagedIsNoCandidate() {
    byte[] damaged = PYTHON_SO.clone();
    Arrays.fill(damaged, 64 + 3 * 56 + 8, 64 + 3 * 56 + 16, (byte) 0x55); // its first need

    assertBoth(extract(damaged, PYTHON_SO, NODEJS_SO));
    assertStops(ErrorCode.LIBRARIES_MISSING, "no python.so", "is damaged", damaged, NODEJS_SO);
  }

  @Test
  void theSameBytesTwiceAreOneLibrary() {
    assertBoth(extract(PYTHON_SO, NODEJS_SO, PYTHON_SO));
  }

  @Test
  void differentBytesForOneLibraryAreAmbiguous() {
    byte[] other = library(Machine.X86_64, PYTHON + " other");

    assertStops(
        ErrorCode.LIBRARIES_AMBIGUOUS,
        "2 candidates for python.so",
        " and 0x",
        PYTHON_SO,
        other,
        NODEJS_SO);
  }

  @Test
  void oneFileThatLooksLikeBothIsAmbiguous() {
    assertStops(
        ErrorCode.LIBRARIES_AMBIGUOUS,
        "python.so and nodejs.so",
        "at 0x",
        library(Machine.X86_64, PYTHON + NODEJS));
  }

  @Test
  void oneFileThatLooksLikeBothBesideARealOneIsAmbiguous() {
    assertStops(
        ErrorCode.LIBRARIES_AMBIGUOUS,
        "2 candidates for python.so",
        " and 0x",
        library(Machine.X86_64, PYTHON + NODEJS),
        PYTHON_SO);
  }

  @Test
  void filesInsideALibraryAreItsOwnAffair() {
    byte[] python = library(Machine.X86_64, joined(PYTHON.getBytes(US_ASCII), FOREIGN));
    byte[] other = library(Machine.X86_64, PYTHON + " of another release");
    byte[] nodejs = library(Machine.X86_64, joined(NODEJS.getBytes(US_ASCII), other, FOREIGN));

    SandboxLibraries libraries = extract(FOREIGN, nodejs, python);

    assertThat(libraries.python().bytes()).isEqualTo(python);
    assertThat(libraries.nodejs().bytes()).isEqualTo(nodejs);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(joined::writeBytes);
    return joined.toByteArray();
  }
}
