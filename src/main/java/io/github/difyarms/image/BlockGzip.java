package io.github.difyarms.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * gzip (RFC 1952) on several cores. The input is cut into blocks of one size, each compressed by
 * itself with the 32 KiB before it as dictionary and ended on a byte boundary, and the results are
 * put one after the other: one member, whose bytes do not depend on how many cores there are.
 */
final class BlockGzip extends OutputStream {
  /**
   * Input of one block in bytes. Larger blocks make the result no smaller (measured), and only what
   * is in work is held in memory.
   */
  private static final int BLOCK = 128 << 10;

  /** How far deflate looks back. */
  private static final int WINDOW = 32 << 10;

  /** On more, compressing is faster than any link, and each core's blocks take memory. */
  private static final int MOST_CORES = 8;

  private static final int CORES = Math.min(MOST_CORES, Runtime.getRuntime().availableProcessors());
  private static final ExecutorService POOL = pool(CORES);

  /** Deflate, no flags, no time, no extra flags, no operating system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final OutputStream out;
  private final int level;
  private final int cores;
  private final ExecutorService pool;
  private final CRC32 crc = new CRC32();
  private final Deque<Future<Compressed>> running = new ArrayDeque<>();
  private final Queue<Deflater> idle = new ConcurrentLinkedQueue<>();
  private byte[] before = {};
  private byte[] block = new byte[BLOCK];
  private int filled;
  private long length;
  private boolean closed;

  /** What became of a block. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Compressed(byte[] bytes, int length) {}

  BlockGzip(OutputStream out, int level) throws IOException {
    this(out, level, CORES, POOL);
  }

  /**
   * Begins a member.
   *
   * @param cores how many blocks are in work at once, but for one that waits
   * @param pool what works on them
   */
  BlockGzip(OutputStream out, int level, int cores, ExecutorService pool) throws IOException {
    this.out = out;
    this.level = level;
    this.cores = cores;
    this.pool = pool;
    out.write(HEADER);
  }

  /** Threads come with the first block of a layer that has several, and go when none comes. */
  static ExecutorService pool(int cores) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            cores,
            cores,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "dify-arms-gzip");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    crc.update(bytes, offset, count);
    length += count;
    int done = 0;
    while (done < count) {
      if (filled == BLOCK) {
        submit();
      }
      int part = Math.min(count - done, BLOCK - filled);
      System.arraycopy(bytes, offset + done, block, filled, part);
      filled += part;
      done += part;
    }
  }

  private void submit() throws IOException {
    byte[] input = block;
    byte[] dictionary = before;
    running.add(pool.submit(() -> compress(dictionary, input, BLOCK, false)));
    before = input;
    block = new byte[BLOCK];
    filled = 0;
    while (running.size() > cores + 1) {
      next();
    }
  }

  /** Writes the result of the oldest block in work. */
  private void next() throws IOException {
    try {
      Compressed result = running.remove().get();
      out.write(result.bytes(), 0, result.length());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Compressed compress(byte[] dictionary, byte[] input, int count, boolean last) {
    Deflater ready = idle.poll();
    Deflater deflater = ready == null ? new Deflater(level, true) : ready;
    if (dictionary.length > 0) {
      deflater.setDictionary(dictionary, dictionary.length - WINDOW, WINDOW);
    }
    deflater.setInput(input, 0, count);
    if (last) {
      deflater.finish();
    }
    byte[] bytes = new byte[count + (count >> 6) + 64];
    int written = 0;
    while (true) {
      int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
      written += deflater.deflate(bytes, written, bytes.length - written, flush);
      if (written < bytes.length) {
        break; // there was room left, so nothing is
      }
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    deflater.reset();
    idle.add(deflater);
    return new Compressed(bytes, written);
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      while (!running.isEmpty()) {
        next();
      }
      Compressed end = compress(before, block, filled, true);
      out.write(end.bytes(), 0, end.length());
      ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      trailer.putInt((int) crc.getValue()).putInt((int) length);
      out.write(trailer.array());
    } finally {
      running.forEach(task -> task.cancel(false));
      idle.forEach(Deflater::end);
    }
  }
}
