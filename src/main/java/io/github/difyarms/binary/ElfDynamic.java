package io.github.difyarms.binary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dynamically linked ELF file asks of the loader. Read through the segments, as the loader
 * reads it, so that a file without sections is no different (System V ABI, "Dynamic Section"; Linux
 * Standard Base, "Symbol Versioning").
 */
final class ElfDynamic {
  private static final long NEEDED = 1;
  private static final long STRING_TABLE = 5;
  private static final long STRING_TABLE_SIZE = 10;
  private static final long VERSION_NEEDS = 0x6fff_fffeL;
  private static final long VERSION_NEEDS_COUNT = 0x6fff_ffffL;

  /** Far above what any linker writes; a guard against tables that point at themselves. */
  private static final int MOST_NAMES = 1000;

  private final Elf elf;
  private final Window strings;
  private final List<Long> needed;
  private final Map<Long, Long> values;

  private ElfDynamic(Elf elf, List<Long> needed, Map<Long, Long> values) {
    this.elf = elf;
    this.needed = needed;
    this.values = values;
    this.strings =
        elf.loadedAt(values.getOrDefault(STRING_TABLE, -1L))
            .slice(0, values.getOrDefault(STRING_TABLE_SIZE, 0L));
  }

  /** Reads it; a statically linked file has none. */
  static Optional<ElfDynamic> of(Elf elf) {
    return elf.segment(Elf.DYNAMIC).filter(d -> d.size() > 0).map(table -> read(elf, table));
  }

  private static ElfDynamic read(Elf elf, Window table) {
    List<Long> needed = new ArrayList<>();
    Map<Long, Long> values = new HashMap<>();
    int word = elf.wordSize();
    for (int at = 0; table.has(at, 2L * word); at += 2 * word) {
      long tag = table.word(at, word);
      long value = table.word(at + word, word);
      if (tag == 0) {
        break;
      }
      if (tag == NEEDED) {
        needed.add(value);
      } else {
        values.put(tag, value);
      }
      if (needed.size() + values.size() > MOST_NAMES) {
        throw tooMany(table);
      }
    }
    return new ElfDynamic(elf, needed, values);
  }

  /** Returns the libraries it needs, in the order in which they are loaded. */
  List<String> needed() {
    return needed.stream().map(strings::text).toList();
  }

  /** Returns the highest version of glibc that one of its symbols asks for. */
  Optional<GlibcVersion> glibc() {
    return versionNames().stream()
        .flatMap(name -> GlibcVersion.ofSymbolVersion(name).stream())
        .max(Comparator.naturalOrder());
  }

  /** A chain of libraries, each with a chain of versions; both link forward by distance. */
  private List<String> versionNames() {
    List<String> names = new ArrayList<>();
    long libraries = values.getOrDefault(VERSION_NEEDS_COUNT, 0L);
    if (libraries == 0 || !values.containsKey(VERSION_NEEDS)) {
      return names;
    }
    Window needs = elf.loadedAt(values.get(VERSION_NEEDS));
    long library = 0;
    for (long i = 0; i < Math.min(libraries, MOST_NAMES); i++) {
      long version = library + needs.u32(library + 8);
      int versions = needs.u16(library + 2);
      for (int j = 0; j < versions; j++) {
        if (names.size() >= MOST_NAMES) {
          throw tooMany(needs);
        }
        names.add(strings.text(needs.u32(version + 8)));
        version += needs.u32(version + 12);
      }
      long distance = needs.u32(library + 12);
      if (distance == 0) {
        break;
      }
      library += distance;
    }
    return names;
  }

  private static RuntimeException tooMany(Window where) {
    return where.damaged("it asks for more than " + MOST_NAMES + " libraries or versions");
  }
}
