package io.github.difyarms.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedElfTest {
  private static final byte[] LIBRARY =
      MinimalElf.of(Machine.X86_64).needs("libc.so.6").content("library").bytes();

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  private static List<EmbeddedElf> scan(byte[]... parts) {
    return EmbeddedElf.scan(Window.of(joined(parts), "test"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Machine.class,
      names = {"X86_64", "AARCH64", "I386", "ARM", "RISCV64"})
  void aFileIsFoundWithItsExactBytesWhereverItStands(Machine machine) {
    byte[] file = MinimalElf.of(machine).needs("a.so").content("content").bytes();

    List<EmbeddedElf> found = scan(LIBRARY, new byte[3], file, new byte[] {1, 2, 3});

    assertThat(found).hasSize(1);
    assertThat(found.get(0).offset()).isEqualTo(LIBRARY.length + 3);
    assertThat(found.get(0).bytes()).isEqualTo(file);
    assertThat(found.get(0).facts().machine()).contains(machine);
    assertThat(found.get(0))
        .hasToString("0x%x (%d bytes)".formatted(LIBRARY.length + 3, file.length));
  }

  @Test
  void filesSideBySideAreFoundInTheirOrder() {
    byte[] other = MinimalElf.of(32, ByteOrder.BIG_ENDIAN).content("other").bytes();

    List<EmbeddedElf> found = scan(new byte[1], other, LIBRARY, other);

    assertThat(found).extracting(EmbeddedElf::bytes).containsExactly(other, LIBRARY, other);
  }

  @Test
  void theProgramItselfIsNoEmbeddedFile() {
    assertThat(scan(LIBRARY)).isEmpty();
  }

  @Test
  void aFileInsideAFileIsFoundTooAndDoesNotChangeTheOuter() {
    byte[] outer = MinimalElf.of(Machine.AARCH64).content(joined(new byte[2], LIBRARY)).bytes();

    List<EmbeddedElf> found = scan(new byte[1], outer);

    assertThat(found).extracting(EmbeddedElf::bytes).containsExactly(outer, LIBRARY);
    assertThat(found.get(1).inside(found.get(0))).isTrue();
    assertThat(found.get(0).inside(found.get(1))).isFalse();
  }

  @Test
  void withoutASectionTableTheLastSegmentIsTheEnd() {
    byte[] file = MinimalElf.of(Machine.X86_64).withoutSections().content("content").bytes();
    byte[] announced = file.clone();
    ByteBuffer.wrap(announced).order(ByteOrder.LITTLE_ENDIAN).putLong(40, 1L << 62);

    assertThat(scan(new byte[1], file, new byte[9]).get(0).bytes()).isEqualTo(file);
    assertThat(scan(new byte[1], announced, new byte[9]).get(0).bytes()).isEqualTo(announced);
  }

  @Test
  void theMagicAloneIsPassedOver() {
    byte[] magics = new byte[1 << 20];
    for (int i = 0; i < magics.length; i++) {
      magics[i] = ElfHeader.MAGIC[i % 4];
    }

    assertThat(scan(magics, LIBRARY, ElfHeader.MAGIC)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 16, 20, 40, 47, 52, 54, 56, 57, 58, 60, 61})
  void aHeaderThatNoLinkerWritesIsPassedOver(int field) {
    byte[] file = LIBRARY.clone();
    file[field] = (byte) 0x97;

    assertThat(scan(new byte[1], file)).isEmpty();
  }

  @Test
  void everyTruncationIsPassedOver() {
    for (int length = 0; length < LIBRARY.length; length++) {
      assertThat(scan(new byte[1], Arrays.copyOf(LIBRARY, length))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 0x7fff_ffff})
  void segmentsThatEndBeyondTheProgramAreNoFile(long value) {
    byte[] longer = LIBRARY.clone();
    ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 32, value);
    byte[] later = LIBRARY.clone();
    ByteBuffer.wrap(later).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 8, value);

    assertThat(scan(new byte[1], longer, later)).isEmpty();
  }

  @Test
  void aCountInTheFirstSectionIsUsedAndNotBelievedBlindly() {
    MinimalElf elf = MinimalElf.of(Machine.X86_64).content("content");
    byte[] file = elf.bytes();
    ByteBuffer patched = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) patched.getLong(elf.sectionTableField());
    int count = patched.getShort(elf.segmentCountField() + 4);
    patched.putShort(elf.segmentCountField() + 4, (short) 0);
    patched.putLong(table + 32, count);

    assertThat(scan(new byte[1], file, new byte[9]).get(0).bytes()).isEqualTo(file);

    patched.putLong(table + 32, Long.MAX_VALUE / 64);
    assertThat(scan(new byte[1], file)).isEmpty();
    patched.putLong(table + 32, (1L << 58) + 1); // 64 bytes each: one entry, were it to overflow
    assertThat(scan(new byte[1], file)).isEmpty();
  }

  @Test
  void moreFilesThanAnyProgramHoldsAreRefused() {
    byte[] file = MinimalElf.of(32, ByteOrder.LITTLE_ENDIAN).withoutSections().bytes();
    byte[] many = new byte[1 + 1001 * file.length];
    for (int i = 0; i <= 1000; i++) {
      System.arraycopy(file, 0, many, 1 + i * file.length, file.length);
    }

    assertThat(scan(Arrays.copyOf(many, many.length - 1))).hasSize(1000);
    assertThatThrownBy(() -> scan(many))
        .hasMessageContaining("DA-643")
        .hasMessageContaining("thousands");
  }

  @Test
  void headersThatShareOneHugeTableAreRefusedBeforeTheyTakeLong() {
    byte[] program = new byte[8 << 20];
    byte[] header = Arrays.copyOf(LIBRARY, 64);
    ByteBuffer patched = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    patched.putLong(40, 64).putShort(60, (short) 0xfeff);
    for (int at = 64; at + 64 <= 4 << 20; at += 64) {
      System.arraycopy(header, 0, program, at, 64);
    }

    assertThatThrownBy(() -> EmbeddedElf.scan(Window.of(program, "test")))
        .hasMessageContaining("DA-643");
  }

  @Test
  void aCopyInMemoryIsTheSame() {
    EmbeddedElf found = scan(new byte[1], LIBRARY).get(0);

    assertThat(found.inMemory().bytes()).isEqualTo(LIBRARY);
    assertThat(found.inMemory().offset()).isEqualTo(1);
    assertThat(found.facts().glibc()).isEqualTo(Optional.empty());
  }
}
