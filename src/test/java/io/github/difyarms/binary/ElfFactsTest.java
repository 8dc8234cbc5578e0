package io.github.difyarms.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElfFactsTest {
  @TempDir private Path folder = Path.of("");

  private static ByteOrder order(String name) {
    return name.equals("little") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static MinimalElf library(int bits, String order) {
    return MinimalElf.of(bits, order(order))
        .needs("libc.so.6", "libseccomp.so.2")
        .interpreter("/lib/ld.so.1")
        .versions("libm.so.6", "GLIBC_2.9")
        .versions("libc.so.6", "GLIBC_2.2.5", "GLIBC_2.38", "GLIBC_PRIVATE", "GLIBC_ABI_DT_RELR")
        .versions("libother.so", "OTHER_9.0");
  }

  private static ElfFacts read(byte[] bytes) {
    return ElfFacts.read(bytes, "the test's");
  }

  private static void assertUnreadable(byte[] bytes, String why) {
    assertThatExceptionOfType(DifyArmsException.class)
        .isThrownBy(() -> read(bytes))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BINARY_UNREADABLE))
        .satisfies(e -> assertThat(e.where()).isEqualTo("the test's"))
        .satisfies(e -> assertThat(e.why()).contains(why));
  }

  @ParameterizedTest
  @CsvSource({
    "64, little, 62, X86_64",
    "64, little, 183, AARCH64",
    "64, big, 22, S390X",
    "32, little, 3, I386",
    "32, little, 40, ARM",
    "32, big, 40, ",
    "64, little, 9999, "
  })
  void factsOfEveryWordSizeAndByteOrder(int bits, String order, int number, String machine) {
    ElfFacts facts = read(library(bits, order).machine(number).bytes());

    assertThat(facts)
        .isEqualTo(
            new ElfFacts(
                bits,
                order.equals("little"),
                number,
                Optional.ofNullable(machine).map(Machine::valueOf),
                ElfFacts.Kind.SHARED,
                Optional.of("/lib/ld.so.1"),
                List.of("libc.so.6", "libseccomp.so.2"),
                Optional.of(new GlibcVersion(2, 38))));
  }

  @ParameterizedTest
  @CsvSource({"1, OTHER", "2, EXECUTABLE", "3, SHARED", "4, OTHER"})
  void theKindIsTheHeaders(int type, ElfFacts.Kind kind) {
    ElfFacts facts = read(MinimalElf.of(Machine.X86_64).type(type).bytes());

    assertThat(facts.kind()).isEqualTo(kind);
    assertThat(facts.needed()).isEmpty();
    assertThat(facts.interpreter()).isEmpty();
    assertThat(facts.glibc()).isEmpty();
  }

  @Test
  void aFileWithoutSectionsIsReadAsTheLoaderReadsIt() {
    byte[] bytes = library(64, "little").withoutSections().bytes();

    assertThat(read(bytes)).isEqualTo(read(library(64, "little").bytes()));
  }

  @Test
  void somethingElseIsNamedByItsFirstBytes() {
    assertUnreadable("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII), "23 21 2f 62");
    assertUnreadable(new byte[0], "it is empty");
    assertUnreadable(new byte[] {0x7f, 'E', 'L', 'F'}, "contradicts itself");
  }

  @Test
  void aFileThatIsNotThereIsAnotherError() {
    assertThatThrownBy(() -> ElfFacts.read(folder.resolve("none")))
        .hasMessageContaining("DA-502")
        .hasMessageContaining("none");
  }

  @Test
  void aNeedOutsideOfTheNamesIsDamage() {
    byte[] bytes = library(64, "little").bytes();
    int dynamic = 64 + 3 * 56;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(dynamic + 8, 1L << 40);

    assertUnreadable(bytes, "lie outside");
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void everyTruncationIsOurErrorOrTheSameFacts(int bits) {
    byte[] bytes = library(bits, "little").withoutSections().bytes();
    ElfFacts whole = read(bytes);

    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      try {
        assertThat(read(part)).isEqualTo(whole);
      } catch (DifyArmsException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BINARY_UNREADABLE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"32, little", "64, little", "64, big"})
  void noByteAnywhereLeadsToAnythingButFactsOrOurError(int bits, String order) {
    byte[] bytes = library(bits, order).section(".go.buildinfo", new byte[64]).bytes();

    for (int at = 4; at < bytes.length; at++) {
      for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] damaged = bytes.clone();
        damaged[at] = (byte) value;
        try {
          Elf elf = Elf.read(Window.of(damaged, ""));
          elf.extent();
          assertThat(ElfFacts.of(elf).bits()).isIn(32, 64);
          GoBuild.read(elf);
        } catch (DifyArmsException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.BINARY_UNREADABLE);
        }
      }
    }
  }

  @Test
  void moreVersionsThanAnyLinkerWritesAreRefused() {
    String[] names = Stream.generate(() -> "GLIBC_2.1").limit(1001).toArray(String[]::new);

    assertUnreadable(
        MinimalElf.of(Machine.X86_64).needs("libc.so.6").versions("libc.so.6", names).bytes(),
        "more than 1000");
  }

  @Test
  void aVersionMayHaveManyNumbers() {
    String name = "GLIBC_2" + ".1".repeat(2000);
    byte[] file = MinimalElf.of(Machine.X86_64).needs("a").versions("a", name).bytes();

    assertThat(ElfFacts.read(file, "test").glibc()).contains(new GlibcVersion(2, 1));
  }

  @Test
  void versionsThatPointAtThemselvesHaveAnEnd() {
    MinimalElf elf = MinimalElf.of(Machine.X86_64).needs("a").versions("a", "GLIBC_2.1");
    byte[] bytes = elf.bytes();
    int needs = 64 + 3 * 56 + 6 * 16;
    ByteBuffer patched = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(patched.getShort(needs + 2)).isEqualTo((short) 1);
    patched.putShort(needs + 2, (short) -1);

    assertUnreadable(bytes, "more than 1000");
  }

  @Test
  void whatACompilerLinkedIsReadAsReadelfReadsIt() throws IOException {
    Optional<String> gcc = CommandLine.find("gcc", "glibc versions of a real library");
    Optional<String> readelf = CommandLine.find("readelf", "glibc versions of a real library");
    assumeTrue(gcc.isPresent() && readelf.isPresent(), "gcc, readelf");
    Path source = Files.writeString(folder.resolve("a.c"), SOURCE);
    Path library = folder.resolve("a.so");
    String so = library.toString();
    CommandLine.of(gcc.get(), "-shared", "-fPIC", "-s", "-o", so, source.toString()).run().orFail();
    String shown =
        CommandLine.of(readelf.get(), "-W", "-V", "-d", so).with("LC_ALL", "C").run().orFail();

    ElfFacts facts = ElfFacts.read(library);

    assertThat(facts.glibc()).isEqualTo(highest(shown)).isPresent();
    assertThat(facts.needed())
        .isNotEmpty()
        .allMatch(name -> shown.contains("Shared library: [" + name + "]"));
    assertThat(ElfFacts.read(Path.of(gcc.get()).toRealPath()).interpreter())
        .hasValueSatisfying(loader -> assertThat(loader).contains("/ld-"));
    assertThat(Elf.read(Window.of(library)).extent()).contains((int) Files.size(library));
  }

  private static final String SOURCE =
      """
      #include <stdio.h>
      #include <stdlib.h>
      #include <pthread.h>
      int test(const char *text) { printf("%s", getenv(text)); return pthread_join(0, 0); }
      """;

  private static Optional<GlibcVersion> highest(String shown) {
    return Arrays.stream(shown.split("[ \\n]", -1))
        .flatMap(word -> GlibcVersion.ofSymbolVersion(word).stream())
        .max(GlibcVersion::compareTo);
  }

  @Test
  void versionsOfGlibcAreOrderedAsNumbers() {
    assertThat(GlibcVersion.parse("2.38")).isGreaterThan(GlibcVersion.parse("2.4"));
    assertThat(GlibcVersion.parse("3.0")).isGreaterThan(GlibcVersion.parse("2.40"));
    assertThat(GlibcVersion.parse("2.2.5")).hasToString("2.2");
    assertThatThrownBy(() -> GlibcVersion.parse("new"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void machinesGoByGosNames() {
    assertThat(Machine.of("amd64")).isEqualTo(Machine.X86_64);
    assertThat(Machine.of("arm64")).isEqualTo(Machine.AARCH64);
    assertThat(Machine.of("386").bits()).isEqualTo(32);
    assertThatThrownBy(() -> Machine.of("x86_64"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x86_64");
  }
}
