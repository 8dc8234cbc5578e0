package io.github.difyarms.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The frames of a zstd stream without the skippable ones (RFC 8878, section 3.1.2), which the
 * decompressor stops at. Podman's {@code zstd:chunked} layers end with three of them.
 */
final class ZstdFrames extends InputStream {
  private static final int FRAME = 0xfd2fb528;
  private static final int SKIPPABLE = 0x184d2a50;

  private enum Next {
    FRAME,
    BLOCK,
    CHECKSUM
  }

  private final InputStream in;
  private Next next = Next.FRAME;
  private boolean checksum;

  /** Bytes of a header, to be handed out first. */
  private byte[] header = {};

  private int headerPosition;

  /** Bytes after the header that are handed out unread. */
  private long payload;

  ZstdFrames(InputStream in) {
    this.in = in;
  }

  /** Returns whether a stream begins like one of zstd, by a frame of either kind. */
  static boolean begins(byte[] magic) {
    return magic.length == 4 && (number(magic) == FRAME || skippable(number(magic)));
  }

  private static boolean skippable(int magic) {
    return (magic & 0xfffffff0) == SKIPPABLE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (headerPosition == header.length && payload == 0) {
      if (!advance()) {
        return -1;
      }
    }
    if (headerPosition < header.length) {
      int count = Math.min(length, header.length - headerPosition);
      System.arraycopy(header, headerPosition, buffer, offset, count);
      headerPosition += count;
      return count;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, payload));
    if (count < 0) {
      throw new EOFException("the zstd stream ends inside a frame");
    }
    payload -= count;
    return count;
  }

  /** Goes to the next part of a frame; false at the end of the stream. */
  private boolean advance() throws IOException {
    headerPosition = 0;
    switch (next) {
      case FRAME -> {
        return frame();
      }
      case BLOCK -> block();
      case CHECKSUM -> {
        header = exactly(4);
        next = Next.FRAME;
      }
    }
    return true;
  }

  private boolean frame() throws IOException {
    byte[] magic = in.readNBytes(4);
    while (magic.length == 4 && skippable(number(magic))) {
      in.skipNBytes(Integer.toUnsignedLong(number(exactly(4))));
      magic = in.readNBytes(4);
    }
    if (magic.length == 0) {
      header = magic;
      return false;
    }
    if (magic.length < 4 || number(magic) != FRAME) {
      throw new IOException("the zstd stream has something that is no frame");
    }
    int descriptor = exactly(1)[0] & 0xff;
    boolean single = (descriptor & 0x20) != 0;
    int contentSize = new int[] {single ? 1 : 0, 2, 4, 8}[descriptor >> 6];
    int dictionary = new int[] {0, 1, 2, 4}[descriptor & 3];
    byte[] rest = exactly(contentSize + dictionary + (single ? 0 : 1));
    header = new byte[5 + rest.length];
    System.arraycopy(magic, 0, header, 0, 4);
    header[4] = (byte) descriptor;
    System.arraycopy(rest, 0, header, 5, rest.length);
    checksum = (descriptor & 4) != 0;
    next = Next.BLOCK;
    return true;
  }

  private void block() throws IOException {
    header = exactly(3);
    int fields = (header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
    boolean last = (fields & 1) != 0;
    boolean runLength = (fields >> 1 & 3) == 1; // one byte, however long the run
    payload = runLength ? 1 : fields >> 3;
    if (last) {
      next = checksum ? Next.CHECKSUM : Next.FRAME;
    }
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the zstd stream ends inside a frame");
    }
    return bytes;
  }

  private static int number(byte[] bytes) {
    return (bytes[0] & 0xff)
        | (bytes[1] & 0xff) << 8
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 24;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
