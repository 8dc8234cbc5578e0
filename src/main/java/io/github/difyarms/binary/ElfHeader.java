package io.github.difyarms.binary;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The header of an ELF file and the place of its two tables (System V ABI, chapter 4).
 *
 * <p>jelf is not used for this: it takes counts as signed, allocates what the file claims, and
 * knows neither files inside files nor version needs.
 */
record ElfHeader(
    int wordSize,
    ByteOrder order,
    int type,
    int machineNumber,
    Table segments,
    Table sections,
    int sectionNames) {
  static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

  private static final int CLASS = 4;
  private static final int BYTE_ORDER = 5;
  private static final int IDENT_VERSION = 6;

  /** A table in the file. */
  record Table(long offset, long count, int entrySize) {
    /** Returns where it ends; a table of nothing may claim to stand anywhere. */
    long end() {
      return count == 0 ? 0 : offset + count * entrySize;
    }
  }

  /**
   * Reads the header at the beginning of a window. Empty when there is no magic, or when what
   * follows cannot be a header: no linker writes one with other sizes, or with tables outside of
   * the file. Throws nothing, so that the magic in code or text is passed over quickly.
   */
  static Optional<ElfHeader> at(Window bytes) {
    boolean wide = bytes.has(0, 64) && bytes.u8(CLASS) == 2;
    boolean narrow = bytes.has(0, 52) && bytes.u8(CLASS) == 1;
    if (!bytes.matches(MAGIC, 0)
        || !(wide || narrow)
        || bytes.u8(BYTE_ORDER) < 1
        || bytes.u8(BYTE_ORDER) > 2
        || bytes.u8(IDENT_VERSION) != 1) {
      return Optional.empty();
    }
    ByteOrder order = bytes.u8(BYTE_ORDER) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ElfHeader header = read(bytes.ordered(order), wide ? 8 : 4, order);
    return header.plausible(bytes.ordered(order), wide) ? Optional.of(header) : Optional.empty();
  }

  /** Returns how many entries its tables have: what it costs to look at the file. */
  long entries() {
    return segments.count() + sections.count();
  }

  int size() {
    return wordSize == 8 ? 64 : 52;
  }

  private static ElfHeader read(Window bytes, int wordSize, ByteOrder order) {
    int offsets = 24 + wordSize; // e_phoff; e_shoff is next
    int counts = offsets + 2 * wordSize + 4 + 2; // behind e_flags and e_ehsize
    Table segments =
        new Table(bytes.word(offsets, wordSize), bytes.u16(counts + 2), bytes.u16(counts));
    Table sections =
        new Table(
            bytes.word(offsets + wordSize, wordSize), bytes.u16(counts + 6), bytes.u16(counts + 4));
    return new ElfHeader(
        wordSize,
        order,
        bytes.u16(16),
        bytes.u16(18),
        segments,
        manySections(bytes, sections, wordSize),
        bytes.u16(counts + 8));
  }

  /** With 0xff00 sections or more the count stands in the size of the first one. */
  private static Table manySections(Window bytes, Table table, int wordSize) {
    int size = wordSize == 8 ? 32 : 20;
    return table.count() == 0 && table.offset() > 0 && bytes.has(table.offset(), size + wordSize)
        ? new Table(table.offset(), bytes.word(table.offset() + size, wordSize), table.entrySize())
        : table;
  }

  private boolean plausible(Window bytes, boolean wide) {
    return bytes.u32(20) == 1
        && bytes.u16(size() - 12) == size()
        && machineNumber != 0
        && type >= 1
        && type <= 4
        && segments.count() + sections.count() > 0
        && fits(bytes, segments, wide ? 56 : 32)
        && fits(bytes, sections, wide ? 64 : 40);
  }

  private static boolean fits(Window bytes, Table table, int entrySize) {
    return table.count() == 0
        || (table.entrySize() == entrySize
            && table.count() > 0
            && table.count() <= bytes.size() / entrySize
            && bytes.has(table.offset(), table.count() * entrySize));
  }
}
