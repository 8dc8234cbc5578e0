package io.github.difyarms.binary;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** An ELF file: its header, its segments, its sections. Offsets are the file's own. */
final class Elf {
  static final int LOAD = 1;
  static final int DYNAMIC = 2;
  static final int INTERPRETER = 3;

  private static final int NO_FILE_BYTES = 8; // SHT_NOBITS: .bss

  private final ElfHeader header;
  private final Window bytes;
  private final List<Segment> segments;

  private Elf(ElfHeader header, Window bytes) {
    this.header = header;
    this.bytes = bytes;
    this.segments = readSegments(header, bytes);
  }

  /** What is loaded, or tells the loader something. */
  record Segment(int type, boolean writable, long offset, long address, long size) {}

  /** What the linker made. */
  record Section(long name, long type, long offset, long size) {
    boolean inFile() {
      return type != 0 && type != NO_FILE_BYTES;
    }
  }

  /**
   * Reads a file.
   *
   * @throws io.github.difyarms.error.DifyArmsException BINARY_UNREADABLE when it is not an ELF file
   *     or its header is damaged
   */
  static Elf read(Window bytes) {
    if (!bytes.matches(ElfHeader.MAGIC, 0)) {
      byte[] first = bytes.copy(0, Math.min(4, bytes.size()));
      throw Window.unreadable(
          "this is not an ELF file",
          bytes.where(),
          first.length == 0
              ? "it is empty"
              : "it begins with " + HexFormat.ofDelimiter(" ").formatHex(first));
    }
    return new Elf(
        ElfHeader.at(bytes).orElseThrow(() -> bytes.damaged("its ELF header contradicts itself")),
        bytes);
  }

  /** Returns the file whose header was read from a window's beginning. */
  static Elf of(ElfHeader header, Window bytes) {
    return new Elf(header, bytes);
  }

  private static List<Segment> readSegments(ElfHeader header, Window file) {
    Window bytes = file.ordered(header.order());
    int word = header.wordSize();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < header.segments().count(); i++) {
      long at = header.segments().offset() + (long) i * header.segments().entrySize();
      long flags = bytes.u32(at + (word == 8 ? 4 : 24));
      segments.add(
          new Segment(
              (int) bytes.u32(at),
              (flags & 3) == 2, // writable, not executable
              bytes.word(at + word, word),
              bytes.word(at + 2L * word, word),
              bytes.word(at + 4L * word, word)));
    }
    return List.copyOf(segments);
  }

  Window bytes() {
    return bytes.ordered(header.order());
  }

  int wordSize() {
    return header.wordSize();
  }

  ByteOrder order() {
    return header.order();
  }

  int type() {
    return header.type();
  }

  int machineNumber() {
    return header.machineNumber();
  }

  List<Segment> segments() {
    return segments;
  }

  Optional<Window> segment(int type) {
    return segments.stream().filter(s -> s.type() == type).findFirst().map(this::content);
  }

  Window content(Segment segment) {
    return bytes().slice(segment.offset(), segment.size());
  }

  /**
   * Returns the bytes that are loaded at an address, to the end of their segment.
   *
   * @throws io.github.difyarms.error.DifyArmsException BINARY_UNREADABLE when nothing is
   */
  Window loadedAt(long address) {
    return segments.stream()
        .filter(s -> s.type() == LOAD)
        .filter(s -> address >= s.address() && address - s.address() < s.size())
        .findFirst()
        .map(s -> content(s).from(address - s.address()))
        .orElseThrow(() -> bytes.damaged("nothing is loaded at 0x" + Long.toHexString(address)));
  }

  /** Returns a section's bytes; a file without section names has none. */
  Optional<Window> section(String name) {
    if (header.sectionNames() >= header.sections().count()) {
      return Optional.empty();
    }
    Section names = section(header.sectionNames());
    if (!names.inFile()) {
      return Optional.empty();
    }
    Window text = bytes().slice(names.offset(), names.size());
    byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    return IntStream.range(0, (int) header.sections().count())
        .mapToObj(this::section)
        .filter(s -> s.inFile() && s.name() < text.size())
        .filter(s -> text.matches(wanted, (int) s.name()))
        .findFirst()
        .map(s -> bytes().slice(s.offset(), s.size()));
  }

  private Section section(int index) {
    Window file = bytes();
    int word = header.wordSize();
    long at = header.sections().offset() + (long) index * header.sections().entrySize();
    return new Section(
        file.u32(at),
        file.u32(at + 4),
        file.word(at + 8 + 2L * word, word),
        file.word(at + 8 + 3L * word, word));
  }

  /**
   * Returns how long the file is by its own account: the farthest end of its tables, segments and
   * sections. Linkers put the section table last, and it is then the exact size. Empty when
   * something lies outside of what there is.
   */
  Optional<Integer> extent() {
    long end = Math.max(header.size(), Math.max(header.segments().end(), header.sections().end()));
    for (Segment segment : segments) {
      if (!bytes.has(segment.offset(), segment.size())) {
        return Optional.empty();
      }
      end = Math.max(end, segment.offset() + segment.size());
    }
    for (int i = 0; i < header.sections().count(); i++) {
      Section section = section(i);
      if (section.inFile()) {
        if (!bytes.has(section.offset(), section.size())) {
          return Optional.empty();
        }
        end = Math.max(end, section.offset() + section.size());
      }
    }
    return Optional.of((int) end);
  }
}
