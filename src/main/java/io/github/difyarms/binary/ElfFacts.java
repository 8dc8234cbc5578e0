package io.github.difyarms.binary;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an ELF file is and what it asks of the system it runs on.
 *
 * @param bits word size: 32 or 64
 * @param littleEndian whether the low byte comes first
 * @param machineNumber {@code e_machine} of the header
 * @param machine the machine, when it is one that Go builds for
 * @param kind what kind of file it says it is; position-independent programs are {@link
 *     Kind#SHARED}
 * @param interpreter the loader, for example {@code /lib64/ld-linux-x86-64.so.2}
 * @param needed the shared libraries it is linked to, by name
 * @param glibc the highest version of glibc that a symbol asks for
 */
public record ElfFacts(
    int bits,
    boolean littleEndian,
    int machineNumber,
    Optional<Machine> machine,
    Kind kind,
    Optional<String> interpreter,
    List<String> needed,
    Optional<GlibcVersion> glibc) {

  /** The kinds of ELF files, {@code e_type}. */
  public enum Kind {
    /** A program at a fixed address. */
    EXECUTABLE,
    /** A shared library or a position-independent program. */
    SHARED,
    /** An object file or a memory dump. */
    OTHER;

    private static Kind of(int type) {
      return switch (type) {
        case 2 -> EXECUTABLE;
        case 3 -> SHARED;
        default -> OTHER;
      };
    }
  }

  /** Keeps a copy of the list. */
  public ElfFacts {
    needed = List.copyOf(needed);
  }

  /**
   * Reads a file.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@code BINARY_UNREADABLE} when it is not an
   *     ELF file or a damaged one; {@code INPUT_UNREADABLE} when it cannot be opened
   */
  public static ElfFacts read(Path file) {
    return of(Elf.read(Window.of(file)));
  }

  /**
   * Reads a file that is in memory.
   *
   * @param where what it is, for the message
   * @throws io.github.difyarms.error.DifyArmsException {@code BINARY_UNREADABLE} when it is not an
   *     ELF file or a damaged one
   */
  public static ElfFacts read(byte[] bytes, String where) {
    return of(Elf.read(Window.of(bytes, where)));
  }

  static ElfFacts of(Elf elf) {
    Optional<ElfDynamic> dynamic = ElfDynamic.of(elf);
    return new ElfFacts(
        elf.wordSize() * 8,
        elf.order().equals(ByteOrder.LITTLE_ENDIAN),
        elf.machineNumber(),
        Machine.of(elf.machineNumber(), elf.wordSize() * 8, elf.order()),
        Kind.of(elf.type()),
        elf.segment(Elf.INTERPRETER).map(path -> path.text(0)),
        dynamic.map(ElfDynamic::needed).orElse(List.of()),
        dynamic.flatMap(ElfDynamic::glibc));
  }
}
