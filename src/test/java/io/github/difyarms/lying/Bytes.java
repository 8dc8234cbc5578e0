package io.github.difyarms.lying;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Bytes to lie with. */
final class Bytes {
  private Bytes() {}

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Returns blanks without an end. */
  static InputStream blanks() {
    return repeated(of(" "));
  }

  /** Returns some bytes and then blanks without an end. */
  static InputStream thenBlanks(byte[] beginning) {
    return new SequenceInputStream(new ByteArrayInputStream(beginning), blanks());
  }

  /** Returns some bytes again and again. */
  static InputStream repeated(byte[] bytes) {
    return new InputStream() {
      private int position;

      @Override
      public int read() {
        int value = bytes[position] & 0xff;
        position = (position + 1) % bytes.length;
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        if (bytes.length == 1) {
          Arrays.fill(buffer, offset, offset + length, bytes[0]);
          return length;
        }
        for (int i = 0; i < length; i++) {
          buffer[offset + i] = (byte) read();
        }
        return length;
      }
    };
  }

  /** Returns some text and then blanks without an end, one in a while. */
  static InputStream thenTrickle(String beginning) {
    return new SequenceInputStream(new ByteArrayInputStream(of(beginning)), trickle());
  }

  /** Returns blanks without an end, one in a while. */
  static InputStream trickle() {
    return new InputStream() {
      @Override
      public int read() {
        LockSupport.parkNanos(20_000_000);
        return ' ';
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        buffer[offset] = (byte) read();
        return 1;
      }
    };
  }
}
