package io.github.difyarms.binary;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The names in a Go program's table of functions ({@code pclntab}), which the running program needs
 * for its stack traces and stripping therefore leaves alone (Go's {@code runtime/symtab.go}, struct
 * {@code pcHeader}).
 */
final class GoFunctionNames implements Iterator<String> {
  private static final long GO_1_18 = 0xffff_fff0L;
  private static final long GO_1_20 = 0xffff_fff1L;
  private static final List<byte[]> MAGICS =
      List.of(new byte[] {-15, -1, -1, -1, 0, 0}, new byte[] {-16, -1, -1, -1, 0, 0});
  private static final int POINTER_SIZE = 7;
  private static final int NUMBERS = 8;
  private static final int LARGEST_ALIGNMENT = 64;

  private final byte[] names;
  private int at;

  private GoFunctionNames(byte[] names) {
    this.names = names;
  }

  /** Returns the names; empty without a table, or with one that only a newer Go understands. */
  static Optional<GoFunctionNames> of(Elf elf) {
    return elf.section(".gopclntab")
        .or(() -> elf.section(".data.rel.ro.gopclntab")) // position-independent, to Go 1.25
        .or(() -> elf.section(".data.rel.ro").flatMap(section -> inside(section, elf.wordSize())))
        .filter(table -> table.has(0, NUMBERS))
        .filter(table -> table.u32(0) == GO_1_18 || table.u32(0) == GO_1_20)
        .map(table -> new GoFunctionNames(names(table)));
  }

  /** A C linker (cgo, to Go 1.25) merges the section into the one that has the shorter name. */
  private static Optional<Window> inside(Window section, int word) {
    for (byte[] magic : MAGICS) {
      for (int at = section.find(magic, 0); at >= 0; at = section.find(magic, at + 1)) {
        Window table = section.from(at);
        int header = NUMBERS + 8 * word;
        if (at % word == 0
            && table.has(0, header)
            && table.u8(POINTER_SIZE) == word
            && behind(header, table.word(NUMBERS + 3L * word, word))) {
          return Optional.of(table);
        }
      }
    }
    return Optional.empty();
  }

  /** The names follow the header, at their alignment. */
  private static boolean behind(int header, long names) {
    return names >= header && names - header < LARGEST_ALIGNMENT;
  }

  /** Behind three other numbers: where the names begin, and the table behind them. */
  private static byte[] names(Window table) {
    int word = table.u8(POINTER_SIZE);
    if (word != 4 && word != 8) {
      throw table.damaged("its function table has pointers of " + word + " bytes");
    }
    long start = table.word(NUMBERS + 3L * word, word);
    long end = table.word(NUMBERS + 4L * word, word);
    return table.copy(start, end - start);
  }

  @Override
  public boolean hasNext() {
    while (at < names.length && names[at] == 0) {
      at++;
    }
    return at < names.length;
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int start = at;
    while (at < names.length && names[at] != 0) {
      at++;
    }
    return new String(names, start, at - start, StandardCharsets.UTF_8);
  }
}
