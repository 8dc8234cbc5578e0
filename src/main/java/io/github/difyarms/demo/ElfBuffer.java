package io.github.difyarms.demo;

import io.github.difyarms.demo.MiniatureElf.Machine;
import java.nio.ByteBuffer;

/** A part of an ELF file in the words of its machine. */
final class ElfBuffer {
  private final Machine machine;
  private final byte[] bytes;
  private final ByteBuffer buffer;

  ElfBuffer(Machine machine, int size) {
    this.machine = machine;
    this.bytes = new byte[size];
    this.buffer = ByteBuffer.wrap(bytes).order(machine.order());
  }

  ElfBuffer at(int position) {
    buffer.position(position);
    return this;
  }

  ElfBuffer put(byte... values) {
    buffer.put(values);
    return this;
  }

  /** Two bytes each: {@code Elf64_Half}. */
  ElfBuffer halves(int... values) {
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return this;
  }

  /** Four bytes each: {@code Elf64_Word}. */
  ElfBuffer integers(int... values) {
    for (int value : values) {
      buffer.putInt(value);
    }
    return this;
  }

  /** As many bytes as an address has. */
  ElfBuffer addresses(int... values) {
    for (int value : values) {
      if (machine.isWide()) {
        buffer.putLong(value);
      } else {
        buffer.putInt(value);
      }
    }
    return this;
  }

  byte[] bytes() {
    return bytes;
  }
}
