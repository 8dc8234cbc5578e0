package io.github.difyarms.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** The body of a message on a connection, with a length or in chunks; counts what is taken. */
final class FrontBody extends InputStream {
  private static final int LONGEST_SIZE = 16;

  private final InputStream in;
  private final boolean chunked;
  private final AtomicLong taken;
  private long left;
  private boolean begun;
  private boolean ended;

  private FrontBody(InputStream in, boolean chunked, long left, AtomicLong taken) {
    this.in = in;
    this.chunked = chunked;
    this.left = left;
    this.taken = taken;
  }

  /** Returns what follows a head. */
  static FrontBody of(FrontWire.Head head, InputStream in, AtomicLong taken) {
    return new FrontBody(in, head.chunked(), head.chunked() ? 0 : head.length(), taken);
  }

  /** Returns so many bytes. */
  static FrontBody of(InputStream in, long length) {
    return new FrontBody(in, false, length, new AtomicLong());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 && chunked && !ended) {
      nextChunk();
    }
    if (left == 0) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new IOException("the body ends " + left + " bytes early");
    }
    left -= count;
    taken.addAndGet(count);
    return count;
  }

  private void nextChunk() throws IOException {
    if (begun) {
      String unused = line(); // behind the bytes of the chunk before
    }
    begun = true;
    left = Long.parseLong(line().replaceFirst(";.*", "").strip(), 16);
    ended = left == 0;
    while (ended && !line().isEmpty()) {} // trailers
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > LONGEST_SIZE) {
        throw new IOException("the body ends between its chunks");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Returns some bytes as a chunk; none are the last chunk. */
  static byte[] chunk(byte[] bytes, int count) {
    byte[] size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[size.length + count + 2];
    System.arraycopy(size, 0, all, 0, size.length);
    System.arraycopy(bytes, 0, all, size.length, count);
    all[all.length - 2] = '\r';
    all[all.length - 1] = '\n';
    return all;
  }
}
