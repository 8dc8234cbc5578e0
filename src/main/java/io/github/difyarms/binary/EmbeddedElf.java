package io.github.difyarms.binary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole ELF file that stands inside a larger program, byte for byte, as {@code go:embed} puts it
 * there. One that stands inside another embedded one is found too.
 */
public final class EmbeddedElf {
  /** A program embeds a dozen; more are bait for endless work. */
  private static final int MOST_FILES = 1000;

  /** Table entries looked at in one program, for the same reason. */
  private static final long MOST_ENTRIES = 1_000_000;

  private final int offset;
  private final Elf elf;

  private EmbeddedElf(int offset, Elf elf) {
    this.offset = offset;
    this.elf = elf;
  }

  /**
   * Finds the embedded files of a program, in the order in which they begin. The magic in code or
   * text, and a file that has no end within the program, are passed over.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@code INPUT_UNREADABLE} when it cannot be
   *     opened; {@code BINARY_UNREADABLE} when there are more than any program has
   */
  public static List<EmbeddedElf> scan(Path program) {
    return scan(Window.of(program));
  }

  static List<EmbeddedElf> scan(Window program) {
    List<EmbeddedElf> found = new ArrayList<>();
    long entries = 0;
    for (int at = program.find(ElfHeader.MAGIC, 1);
        at > 0;
        at = program.find(ElfHeader.MAGIC, at + 1)) {
      Window rest = program.from(at);
      Optional<ElfHeader> header = ElfHeader.at(rest);
      if (header.isPresent()) {
        entries += header.get().entries();
        Optional<EmbeddedElf> file =
            entries > MOST_ENTRIES ? Optional.empty() : of(at, header.get(), rest);
        file.ifPresent(found::add);
        if (entries > MOST_ENTRIES || found.size() > MOST_FILES) {
          throw program.damaged("it seems to hold thousands of ELF files");
        }
      }
    }
    return List.copyOf(found);
  }

  private static Optional<EmbeddedElf> of(int offset, ElfHeader header, Window rest) {
    return Elf.of(header, rest)
        .extent()
        .map(size -> new EmbeddedElf(offset, Elf.of(header, rest.slice(0, size))));
  }

  /** Returns where in the program it begins. */
  public int offset() {
    return offset;
  }

  /**
   * Returns how many bytes it has: exact for every file that a linker wrote, which puts the section
   * table last.
   */
  public int size() {
    return content().size();
  }

  /** Returns its bytes. */
  public byte[] bytes() {
    return content().copy(0, size());
  }

  /**
   * Returns what it is.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@code BINARY_UNREADABLE} when it is damaged
   *     behind its header
   */
  public ElfFacts facts() {
    return ElfFacts.of(elf);
  }

  /** Returns a copy that no longer needs the program. */
  EmbeddedElf inMemory() {
    return new EmbeddedElf(offset, Elf.read(Window.of(bytes(), content().where())));
  }

  Window content() {
    return elf.bytes();
  }

  boolean covers(int position) {
    return position >= offset && position - offset < size();
  }

  boolean inside(EmbeddedElf other) {
    return this != other
        && offset >= other.offset
        && offset + size() <= other.offset + other.size();
  }

  @Override
  public String toString() {
    return "0x%x (%d bytes)".formatted(offset, size());
  }
}
