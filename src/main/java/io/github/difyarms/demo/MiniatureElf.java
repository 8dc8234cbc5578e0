package io.github.difyarms.demo;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs and shared objects in miniature: ELF files (System V ABI, chapters 4 and 5) with valid
 * headers, a dynamic section that names what the loader would need, a section table at the very
 * end, and no code. The same bytes come out every time.
 */
public final class MiniatureElf {
  private static final int PROGRAM = 2; // ET_EXEC
  private static final int SHARED_OBJECT = 3; // ET_DYN
  private static final int LOAD = 1; // PT_LOAD
  private static final int DYNAMIC = 2; // PT_DYNAMIC
  private static final int READABLE = 4; // PF_R

  private final Machine machine;

  private MiniatureElf(Machine machine) {
    this.machine = machine;
  }

  /** Machines that such a file can be for. */
  public enum Machine {
    /** x86-64. */
    AMD64(62, true, ByteOrder.LITTLE_ENDIAN),
    /** AArch64. */
    ARM64(183, true, ByteOrder.LITTLE_ENDIAN),
    /** RISC-V of 64 bits. */
    RISCV64(243, true, ByteOrder.LITTLE_ENDIAN),
    /** IBM Z, big-endian. */
    S390X(22, true, ByteOrder.BIG_ENDIAN),
    /** x86 of 32 bits. */
    I386(3, false, ByteOrder.LITTLE_ENDIAN),
    /** ARM of 32 bits. */
    ARM(40, false, ByteOrder.LITTLE_ENDIAN);

    private final int number;
    private final boolean wide;
    private final ByteOrder order;

    Machine(int number, boolean wide, ByteOrder order) {
      this.number = number;
      this.wide = wide;
      this.order = order;
    }

    /** Returns the machine of an architecture as images name it. */
    public static Machine of(String architecture) {
      return switch (architecture) {
        case "amd64" -> AMD64;
        case "arm64" -> ARM64;
        case "riscv64" -> RISCV64;
        case "s390x" -> S390X;
        case "386" -> I386;
        case "arm" -> ARM;
        default -> throw new IllegalArgumentException(architecture);
      };
    }

    /** Returns {@code e_machine}. */
    public int number() {
      return number;
    }

    boolean isWide() {
      return wide;
    }

    ByteOrder order() {
      return order;
    }

    private int headerSize() {
      return wide ? 64 : 52;
    }

    private int segmentSize() {
      return wide ? 56 : 32;
    }

    private int sectionSize() {
      return wide ? 64 : 40;
    }

    private int symbolSize() {
      return wide ? 24 : 16;
    }

    private int pairSize() {
      return wide ? 16 : 8;
    }
  }

  /** Types of sections; {@code SHT_...}. */
  private enum Type {
    PROGBITS(1),
    STRTAB(3),
    DYNAMIC(6),
    DYNSYM(11);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /** A section. Addresses are the same as offsets. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Section(String name, Type type, int offset, byte[] bytes, int link, int entry) {
    static Section of(String name, Type type, int offset, byte[] bytes) {
      return new Section(name, type, offset, bytes, 0, 0);
    }

    int end() {
      return offset + bytes.length;
    }
  }

  /**
   * Returns a shared object.
   *
   * @param soname its own name
   * @param needed libraries it needs
   * @param content bytes of its read-only data
   */
  public static byte[] sharedObject(
      Machine machine, String soname, List<String> needed, byte[] content) {
    return new MiniatureElf(machine).sharedObject(soname, needed, content);
  }

  /**
   * Returns a program that needs no libraries.
   *
   * @param content bytes of its read-only data
   */
  public static byte[] program(Machine machine, byte[] content) {
    int offset = machine.headerSize() + machine.segmentSize();
    return new MiniatureElf(machine)
        .file(PROGRAM, List.of(Section.of(".rodata", Type.PROGBITS, offset, content)));
  }

  private byte[] sharedObject(String soname, List<String> needed, byte[] content) {
    int offset = machine.headerSize() + 2 * machine.segmentSize();
    int symbols = align(offset + content.length);
    int strings = symbols + machine.symbolSize();
    ElfStrings names = new ElfStrings();
    ElfBuffer dynamic = new ElfBuffer(machine, (needed.size() + 6) * machine.pairSize());
    needed.forEach(name -> dynamic.addresses(1, names.add(name))); // DT_NEEDED
    dynamic.addresses(14, names.add(soname)); // DT_SONAME
    dynamic.addresses(5, strings).addresses(10, names.size()); // DT_STRTAB, DT_STRSZ
    dynamic.addresses(6, symbols).addresses(11, machine.symbolSize()); // DT_SYMTAB, DT_SYMENT
    int end = align(strings + names.size());
    int stringTable = 3;
    return file(
        SHARED_OBJECT,
        List.of(
            Section.of(".rodata", Type.PROGBITS, offset, content),
            new Section(
                ".dynsym",
                Type.DYNSYM,
                symbols,
                new byte[machine.symbolSize()],
                stringTable,
                machine.symbolSize()),
            Section.of(".dynstr", Type.STRTAB, strings, names.bytes()),
            new Section(
                ".dynamic", Type.DYNAMIC, end, dynamic.bytes(), stringTable, machine.pairSize())));
  }

  private byte[] file(int type, List<Section> loaded) {
    Section last = loaded.get(loaded.size() - 1);
    boolean dynamic = last.type == Type.DYNAMIC;
    ElfStrings names = new ElfStrings();
    List<Integer> nameOf = loaded.stream().map(section -> names.add(section.name)).toList();
    int ownName = names.add(".shstrtab");
    List<Section> sections = new ArrayList<>(loaded);
    sections.add(Section.of(".shstrtab", Type.STRTAB, last.end(), names.bytes()));
    int table = align(last.end() + names.size());
    int count = sections.size() + 1; // the first one is empty
    ElfBuffer out = new ElfBuffer(machine, table + count * machine.sectionSize());
    out.put((byte) 0x7f, (byte) 'E', (byte) 'L', (byte) 'F', (byte) (machine.wide ? 2 : 1));
    out.put((byte) (machine.order == ByteOrder.LITTLE_ENDIAN ? 1 : 2), (byte) 1);
    out.at(16).halves(type, machine.number).integers(1);
    out.addresses(0, machine.headerSize(), table).integers(0); // no entry point, no flags
    out.halves(machine.headerSize(), machine.segmentSize(), dynamic ? 2 : 1);
    out.halves(machine.sectionSize(), count, count - 1);
    segment(out, LOAD, 0, last.end());
    if (dynamic) {
      segment(out, DYNAMIC, last.offset, last.bytes.length);
    }
    sections.forEach(section -> out.at(section.offset).put(section.bytes));
    out.at(table + machine.sectionSize());
    for (int i = 0; i < loaded.size(); i++) {
      header(out, nameOf.get(i), loaded.get(i), true);
    }
    header(out, ownName, sections.get(loaded.size()), false);
    return out.bytes();
  }

  private void segment(ElfBuffer out, int type, int offset, int size) {
    out.integers(type);
    if (machine.wide) {
      out.integers(READABLE);
    }
    out.addresses(offset, offset, offset, size, size);
    if (!machine.wide) {
      out.integers(READABLE);
    }
    out.addresses(8);
  }

  private static void header(ElfBuffer out, int name, Section section, boolean loaded) {
    out.integers(name, section.type.number);
    out.addresses(loaded ? 2 : 0, loaded ? section.offset : 0); // SHF_ALLOC
    out.addresses(section.offset, section.bytes.length);
    out.integers(section.link, section.type == Type.DYNSYM ? 1 : 0); // one local symbol
    out.addresses(1, section.entry);
  }

  private static int align(int offset) {
    return (offset + 7) & ~7;
  }
}
