package io.github.difyarms.binary;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Go (1.18 and later) leaves in a program about its build; {@code go version -m} shows it.
 *
 * @param goVersion the toolchain, for example {@code go1.24.13}
 * @param path import path of the main package; {@code command-line-arguments} when files were named
 * @param main the module of the main package; absent when files were named
 * @param dependencies the other modules that packages were taken from
 * @param settings the build's settings, for example {@code CGO_ENABLED}, {@code -ldflags}
 */
public record GoBuild(
    String goVersion,
    String path,
    Optional<GoModuleVersion> main,
    List<GoModuleVersion> dependencies,
    SortedMap<String, String> settings) {
  private static final byte[] MAGIC = "\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1);
  private static final String SECTION = ".go.buildinfo";
  private static final int ALIGNMENT = 16;
  private static final int FLAGS = 15;
  private static final int INLINE = 2;
  private static final int HEADER = 32;

  /** Keeps copies. */
  public GoBuild {
    dependencies = List.copyOf(dependencies);
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /**
   * Reads a program's build information; empty for a program that Go did not build, or a Go before
   * 1.18.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@code BINARY_UNREADABLE} when it is not an
   *     ELF file or a damaged one; {@code INPUT_UNREADABLE} when it cannot be opened
   */
  public static Optional<GoBuild> read(Path file) {
    return read(Elf.read(Window.of(file)));
  }

  static Optional<GoBuild> read(Elf elf) {
    return place(elf).flatMap(GoBuild::read);
  }

  /** A section of its own, else the first data segment: where Go's own reader looks. */
  private static Optional<Window> place(Elf elf) {
    return elf.section(SECTION)
        .or(
            () ->
                elf.segments().stream()
                    .filter(s -> s.type() == Elf.LOAD && s.writable())
                    .findFirst()
                    .map(elf::content));
  }

  private static Optional<GoBuild> read(Window place) {
    int at = place.find(MAGIC, 0);
    while (at % ALIGNMENT > 0) {
      at = place.find(MAGIC, at + 1);
    }
    if (at < 0 || (place.u8(at + FLAGS) & INLINE) == 0) {
      return Optional.empty();
    }
    Text version = Text.at(place, at + HEADER);
    Text modules = Text.at(place, version.end());
    return Optional.of(GoBuildText.parse(place, version.text(), modules.withoutSentinels()));
  }

  /** A string behind its length, which takes seven bits per byte. */
  private record Text(Window bytes, long end) {
    private static final int SENTINEL = 16;

    static Text at(Window place, long offset) {
      long length = 0;
      int shift = 0;
      long at = offset;
      int next;
      do {
        next = place.u8(at++);
        length |= (next & 0x7fL) << shift;
        shift += 7;
      } while (next >= 0x80 && shift < 35);
      return new Text(place.slice(at, length), at + length);
    }

    String text() {
      return new String(bytes.copy(0, bytes.size()), StandardCharsets.UTF_8);
    }

    /** Module lines stand between marks by which the running program finds them. */
    String withoutSentinels() {
      int size = bytes.size() - 2 * SENTINEL;
      return size > 0 && bytes.u8(SENTINEL + size - 1L) == '\n'
          ? new Text(bytes.slice(SENTINEL, size), end).text()
          : "";
    }
  }
}
