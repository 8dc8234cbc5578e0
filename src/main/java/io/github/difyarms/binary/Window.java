package io.github.difyarms.binary;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes that are read by offset, each read checked: the one place that stands between what a file
 * claims and memory.
 *
 * <p>Offsets and sizes are {@code long} as ELF has them; one that is negative (2^63 or more in the
 * file) is out of bounds like any other.
 */
final class Window {
  private static final int LONGEST_TEXT = 4096;

  private final ByteBuffer bytes;
  private final String where;

  private Window(ByteBuffer bytes, String where) {
    this.bytes = bytes;
    this.where = where;
  }

  static Window of(byte[] bytes, String where) {
    return new Window(ByteBuffer.wrap(bytes), where);
  }

  /** Maps a file: pages that nobody looks at are never read. */
  static Window of(Path file) {
    String where = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw unreadable("this file is too large for a program", where, channel.size() + " bytes");
      }
      return new Window(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), where);
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.INPUT_UNREADABLE, "a program cannot be read", where, e.toString(), e);
    }
  }

  Window named(String where) {
    return new Window(bytes, where);
  }

  String where() {
    return where;
  }

  int size() {
    return bytes.limit();
  }

  boolean has(long offset, long size) {
    return offset >= 0 && size >= 0 && offset <= size() && size <= size() - offset;
  }

  Window ordered(ByteOrder order) {
    return new Window(bytes.duplicate().order(order), where);
  }

  Window slice(long offset, long size) {
    int start = at(offset, size);
    return new Window(bytes.slice(start, (int) size).order(bytes.order()), where);
  }

  Window from(long offset) {
    return slice(offset, Math.max(0, size() - offset));
  }

  int u8(long offset) {
    return bytes.get(at(offset, 1)) & 0xff;
  }

  int u16(long offset) {
    return bytes.getShort(at(offset, 2)) & 0xffff;
  }

  long u32(long offset) {
    return bytes.getInt(at(offset, 4)) & 0xffff_ffffL;
  }

  /** Reads an unsigned number of the word size of a machine: 4 or 8 bytes. */
  long word(long offset, int wordSize) {
    return wordSize == 4 ? u32(offset) : bytes.getLong(at(offset, 8));
  }

  /** Reads text that ends with a NUL. */
  String text(long offset) {
    for (int length = 0; length <= LONGEST_TEXT; length++) {
      if (u8(offset + length) == 0) {
        return new String(copy(offset, length), StandardCharsets.UTF_8);
      }
    }
    throw damaged("a name at offset " + offset + " has no end");
  }

  byte[] copy(long offset, long size) {
    byte[] copy = new byte[sizeOf(offset, size)];
    bytes.get((int) offset, copy);
    return copy;
  }

  /** Returns where a pattern first stands at or after an offset, or -1. */
  int find(byte[] pattern, int from) {
    int last = size() - pattern.length;
    for (int i = from; i <= last; i++) {
      if (bytes.get(i) == pattern[0] && matches(pattern, i)) {
        return i;
      }
    }
    return -1;
  }

  boolean matches(byte[] pattern, int offset) {
    if (!has(offset, pattern.length)) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (bytes.get(offset + i) != pattern[i]) {
        return false;
      }
    }
    return true;
  }

  boolean sameBytes(Window other) {
    return bytes.equals(other.bytes);
  }

  DifyArmsException damaged(String why) {
    return unreadable("this program is damaged", where, why);
  }

  static DifyArmsException unreadable(String what, String where, String why) {
    return new DifyArmsException(ErrorCode.BINARY_UNREADABLE, what, where, why);
  }

  private int sizeOf(long offset, long size) {
    at(offset, size);
    return (int) size;
  }

  private int at(long offset, long size) {
    if (!has(offset, size)) {
      throw damaged(
          "%s bytes at offset %s lie outside of %d bytes"
              .formatted(
                  Long.toUnsignedString(size), Long.toUnsignedString(offset), bytes.limit()));
    }
    return (int) offset;
  }
}
