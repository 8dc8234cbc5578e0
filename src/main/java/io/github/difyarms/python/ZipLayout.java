package io.github.difyarms.python;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/**
 * Walks over the bytes of a zip and holds them against its central directory.
 *
 * <p>A zip says everything twice, and programs that read it believe one or the other: what a
 * scanner saw need not be what gets installed. Here every byte must belong to an entry that both
 * know, one after the other from the first byte to the last, so that there is one way to read the
 * file. Entries that share bytes (small files that unpack to very much) are impossible, too.
 */
final class ZipLayout implements AutoCloseable {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int CENTRAL_LENGTH = 46;
  private static final int END_LENGTH = 22;
  private static final int LOCATOR_LENGTH = 20;
  private static final int SIZE_FOLLOWS = 1 << 3;
  private static final long IN_EXTRA_FIELD = 0xffffffffL;

  private final FileChannel channel;
  private final WheelStops stops;

  private ZipLayout(FileChannel channel, WheelStops stops) {
    this.channel = channel;
    this.stops = stops;
  }

  /**
   * Compares.
   *
   * @param entries all that the central directory names, in the order of their places
   */
  static void check(Path zip, List<ZipArchiveEntry> entries, WheelStops stops) throws IOException {
    try (ZipLayout layout = new ZipLayout(FileChannel.open(zip), stops)) {
      long position = 0;
      for (ZipArchiveEntry entry : entries) {
        position = layout.afterEntry(entry, position);
      }
      layout.toTheEnd(position, entries.size());
    } catch (EOFException e) {
      throw stops.unsafe("", "the file ends too early");
    }
  }

  private long afterEntry(ZipArchiveEntry entry, long start) throws IOException {
    ByteBuffer header = read(start, LOCAL_LENGTH);
    expect(header.getInt(0) == LOCAL, entry, "bytes before it belong to no entry");
    int flags = header.getShort(6);
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    int extraLength = Short.toUnsignedInt(header.getShort(28));
    byte[] name = read(start + LOCAL_LENGTH, nameLength).array();
    expect(Arrays.equals(name, entry.getRawName()), entry, "its own header has another name");
    expect((short) flags == (short) entry.getRawFlag(), entry, "its own header has other flags");
    expect(
        Short.toUnsignedInt(header.getShort(8)) == entry.getMethod(),
        entry,
        "its own header has another method");
    long data = start + LOCAL_LENGTH + nameLength + extraLength;
    expect(data == entry.getDataOffset(), entry, "its bytes are elsewhere");
    boolean sizeFollows = (flags & SIZE_FOLLOWS) != 0;
    checkSizes(header, entry, sizeFollows);
    long end = data + entry.getCompressedSize();
    return sizeFollows ? afterDescriptor(entry, end) : end;
  }

  private void checkSizes(ByteBuffer header, ZipArchiveEntry entry, boolean sizeFollows) {
    long crc = Integer.toUnsignedLong(header.getInt(14));
    long compressed = Integer.toUnsignedLong(header.getInt(18));
    long size = Integer.toUnsignedLong(header.getInt(22));
    boolean equal =
        crc == entry.getCrc()
            && agrees(compressed, entry.getCompressedSize())
            && agrees(size, entry.getSize());
    boolean nothing = crc == 0 && (compressed == 0 || compressed == IN_EXTRA_FIELD);
    expect(equal || (sizeFollows && nothing), entry, "its own header has other sizes");
  }

  /** The value in an extra field is not looked at: the next entry has to begin where this ends. */
  private static boolean agrees(long inHeader, long known) {
    return inHeader == known || inHeader == IN_EXTRA_FIELD;
  }

  /** The descriptor has a signature or none, and sizes of four or of eight bytes. */
  private long afterDescriptor(ZipArchiveEntry entry, long start) throws IOException {
    for (int length : new int[] {16, 24, 12, 20}) {
      ByteBuffer descriptor = read(start, length);
      int at = length % 8 == 0 ? 4 : 0;
      boolean wide = length >= 20;
      boolean signed = at == 0 || descriptor.getInt(0) == DESCRIPTOR;
      long compressed = wide ? descriptor.getLong(at + 4) : descriptor.getInt(at + 4);
      long size = wide ? descriptor.getLong(at + 12) : descriptor.getInt(at + 8);
      boolean equal =
          Integer.toUnsignedLong(descriptor.getInt(at)) == entry.getCrc()
              && compressed == entry.getCompressedSize()
              && size == entry.getSize();
      if (signed && equal && isHeader(read(start + length, 4).getInt(0))) {
        return start + length;
      }
    }
    throw stops.unsafe(entry.getName(), "the sizes after it are not those in the directory");
  }

  private static boolean isHeader(int signature) {
    return signature == LOCAL || signature == CENTRAL;
  }

  private void toTheEnd(long start, int count) throws IOException {
    long position = start;
    for (int i = 0; i < count; i++) {
      ByteBuffer header = read(position, CENTRAL_LENGTH);
      expectWhole(header.getInt(0) == CENTRAL);
      position += CENTRAL_LENGTH;
      for (int at : new int[] {28, 30, 32}) {
        position += Short.toUnsignedInt(header.getShort(at));
      }
    }
    if (read(position, 4).getInt(0) == END_64) {
      position += 12 + read(position, 12).getLong(4);
      expectWhole(read(position, 4).getInt(0) == LOCATOR_64);
      position += LOCATOR_LENGTH;
    }
    ByteBuffer end = read(position, END_LENGTH);
    int comment = Short.toUnsignedInt(end.getShort(20));
    expectWhole(end.getInt(0) == END && position + END_LENGTH + comment == channel.size());
  }

  private void expect(boolean fine, ZipArchiveEntry entry, String why) {
    if (!fine) {
      throw stops.unsafe(entry.getName(), "the zip contradicts itself: " + why);
    }
  }

  private void expectWhole(boolean fine) {
    if (!fine) {
      throw stops.unsafe("", "the zip contradicts itself: it has bytes that belong to no entry");
    }
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (position < 0 || channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
