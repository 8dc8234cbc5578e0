package io.github.difyarms.binary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the least that an ELF file can be: a header, segments, the loader's tables, some content
 * and, last as linkers do it, a section table.
 */
final class MinimalElf {
  static final long ADDRESS = 0x40_0000;

  private final int word;
  private final ByteOrder order;
  private int machine = 62;
  private int type = 3;
  private boolean sections = true;
  private String interpreter = "";
  private final List<String> needed = new ArrayList<>();
  private final Map<String, List<String>> versions = new LinkedHashMap<>();
  private final Map<String, byte[]> named = new LinkedHashMap<>();
  private byte[] content = {};

  private MinimalElf(int bits, ByteOrder order) {
    this.word = bits / 8;
    this.order = order;
  }

  static MinimalElf of(int bits, ByteOrder order) {
    return new MinimalElf(bits, order);
  }

  static MinimalElf of(Machine machine) {
    return of(machine.bits(), ByteOrder.LITTLE_ENDIAN).machine(machine.number());
  }

  MinimalElf machine(int number) {
    machine = number;
    return this;
  }

  MinimalElf type(int number) {
    type = number;
    return this;
  }

  MinimalElf interpreter(String path) {
    interpreter = path;
    return this;
  }

  MinimalElf needs(String... libraries) {
    needed.addAll(List.of(libraries));
    return this;
  }

  MinimalElf versions(String library, String... names) {
    versions.put(library, List.of(names));
    return this;
  }

  MinimalElf content(String text) {
    return content(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  MinimalElf content(byte[] bytes) {
    content = bytes.clone();
    return this;
  }

  MinimalElf section(String name, byte[] bytes) {
    named.put(name, bytes.clone());
    return this;
  }

  MinimalElf withoutSections() {
    sections = false;
    return this;
  }

  /** Where the header keeps the offset of the section table. */
  int sectionTableField() {
    return 24 + 2 * word;
  }

  /** Where the header keeps the number of segments; that of the sections is 4 bytes behind. */
  int segmentCountField() {
    return 24 + 3 * word + 8;
  }

  byte[] bytes() {
    int headers = (word == 8 ? 64 : 52) + 3 * (word == 8 ? 56 : 32);
    StringTable strings = new StringTable();
    byte[] needs = versionNeeds(strings);
    byte[] libraries = dynamic(strings, headers, needs);
    int size = libraries.length + needs.length + strings.bytes().length;
    byte[] path = interpreter.isEmpty() ? new byte[0] : text(interpreter);
    Output output = new Output();
    StringTable names = new StringTable();
    int end = headers + size + path.length + content.length;
    List<long[]> table = new ArrayList<>(List.of(new long[4]));
    for (Map.Entry<String, byte[]> section : named.entrySet()) {
      table.add(new long[] {names.at(section.getKey()), 1, end, section.getValue().length});
      end += section.getValue().length;
    }
    long nameOfNames = names.at(".shstrtab");
    table.add(new long[] {nameOfNames, 3, end, names.bytes().length});
    int sectionTable = end + names.bytes().length;
    header(output, sections ? sectionTable : 0, sections ? table.size() : 0);
    segment(output, 1, 0, sections ? sectionTable : end);
    segment(output, needed.isEmpty() ? 0 : 2, headers, libraries.length);
    segment(output, path.length == 0 ? 0 : 3, headers + size, path.length);
    output.raw(libraries).raw(needs).raw(strings.bytes()).raw(path).raw(content);
    named.values().forEach(output::raw);
    if (sections) {
      output.raw(names.bytes());
      table.forEach(entry -> section(output, entry));
    }
    return output.bytes();
  }

  private void header(Output output, int sectionTable, int count) {
    int size = word == 8 ? 64 : 52;
    output.raw(new byte[] {0x7f, 'E', 'L', 'F', (byte) (word / 4)});
    output.raw(new byte[] {(byte) (order.equals(ByteOrder.LITTLE_ENDIAN) ? 1 : 2), 1});
    output.raw(new byte[9]).u16(type).u16(machine).u32(1);
    output.word(0).word(size).word(sectionTable).u32(0).u16(size);
    output.u16(word == 8 ? 56 : 32).u16(3);
    output.u16(word == 8 ? 64 : 40).u16(count).u16(Math.max(0, count - 1));
  }

  private void segment(Output output, int kind, long offset, long size) {
    output.u32(kind);
    if (word == 8) {
      output.u32(6);
    }
    output.word(offset).word(ADDRESS + offset).word(0).word(size).word(size);
    if (word == 4) {
      output.u32(6);
    }
    output.word(1);
  }

  private void section(Output output, long[] entry) {
    output.u32(entry[0]).u32(entry[1]).word(0).word(0).word(entry[2]).word(entry[3]);
    output.u32(0).u32(0).word(1).word(0);
  }

  private byte[] dynamic(StringTable strings, int start, byte[] needs) {
    List<long[]> entries = new ArrayList<>();
    needed.forEach(library -> entries.add(new long[] {1, strings.at(library)}));
    int size = (entries.size() + 5) * 2 * word;
    long tables = ADDRESS + start + size;
    if (!versions.isEmpty()) {
      entries.add(new long[] {0x6fff_fffe, tables});
      entries.add(new long[] {0x6fff_ffff, versions.size()});
    }
    entries.add(new long[] {5, tables + needs.length});
    entries.add(new long[] {10, strings.bytes().length});
    Output output = new Output();
    entries.forEach(entry -> output.word(entry[0]).word(entry[1]));
    return output.raw(new byte[size - output.bytes().length]).bytes();
  }

  private byte[] versionNeeds(StringTable strings) {
    Output output = new Output();
    int left = versions.size();
    for (Map.Entry<String, List<String>> library : versions.entrySet()) {
      int count = library.getValue().size();
      long next = --left == 0 ? 0 : 16 + 16L * count;
      output.u16(1).u16(count).u32(strings.at(library.getKey())).u32(16).u32(next);
      for (int i = 0; i < count; i++) {
        output.u32(0).u16(0).u16(0).u32(strings.at(library.getValue().get(i)));
        output.u32(i + 1 == count ? 0 : 16);
      }
    }
    return output.bytes();
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static final class StringTable {
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();

    StringTable() {
      table.write(0);
    }

    int at(String text) {
      int at = table.size();
      table.writeBytes(text(text));
      return at;
    }

    byte[] bytes() {
      return table.toByteArray();
    }
  }

  private final class Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Output raw(byte[] raw) {
      bytes.writeBytes(raw);
      return this;
    }

    Output u16(int value) {
      return raw(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    Output u32(long value) {
      return raw(ByteBuffer.allocate(4).order(order).putInt((int) value).array());
    }

    Output word(long value) {
      return word == 4
          ? u32(value)
          : raw(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
