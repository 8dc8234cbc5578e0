package io.github.difyarms.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is being written to a file. Whoever reads it meanwhile waits for the bytes to come,
 * so that it can be sent while it is compressed, and sent again from its start.
 */
public final class GrowingBlob implements BlobContent {
  private static final int BUFFER = 64 << 10;

  private final Path file;
  private boolean begun;
  private long written;
  private @Nullable LayerBlob whole;
  private @Nullable Throwable failure;

  /** Creates a blob of which nothing is written yet; a file that is there is written over. */
  public GrowingBlob(Path file) throws IOException {
    this.file = file;
    Files.write(file, new byte[0]);
  }

  Path file() {
    return file;
  }

  /** Returns the stream that fills it. */
  OutputStream output() throws IOException {
    OutputStream to = Files.newOutputStream(file);
    begin();
    return new BufferedOutputStream(
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int count) throws IOException {
            to.write(bytes, offset, count);
            grown(count);
          }

          @Override
          public void close() throws IOException {
            to.close();
          }
        },
        BUFFER);
  }

  private synchronized void begin() {
    begun = true;
    notifyAll();
  }

  private synchronized void grown(int count) {
    written += count;
    notifyAll();
  }

  synchronized void complete(LayerBlob blob) {
    whole = blob;
    notifyAll();
  }

  /** Ends the wait of everybody who reads; there will not be more. */
  public synchronized void fail(Throwable cause) {
    if (whole == null) {
      failure = cause;
      notifyAll();
    }
  }

  /**
   * Waits until it is whole.
   *
   * @throws IOException when it will never be
   */
  public synchronized LayerBlob await() throws IOException {
    long unused = await(Long.MAX_VALUE);
    return Objects.requireNonNull(whole);
  }

  /** Returns whether it will never be whole. */
  public synchronized boolean failed() {
    return failure != null;
  }

  /**
   * Waits until somebody begins to write it.
   *
   * @throws IOException when nobody will
   */
  public synchronized void awaitBegin() throws IOException {
    await(() -> begun);
  }

  /** Waits until there are more bytes than these; returns how many, or fewer when that is all. */
  private synchronized long await(long position) throws IOException {
    await(() -> written > position);
    return written;
  }

  private synchronized void await(BooleanSupplier enough) throws IOException {
    while (whole == null) {
      if (failure != null) { // also where there are bytes: nobody can use them
        throw new IOException("the layer was not finished: " + failure.getMessage(), failure);
      }
      if (enough.getAsBoolean()) {
        return;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  @Override
  public InputStream open() throws IOException {
    InputStream in = Files.newInputStream(file);
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        long there = await(position) - position;
        if (there == 0) {
          return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, there));
        if (count < 0) {
          throw new IOException("the new layer became shorter on disk: " + file);
        }
        position += count;
        return count;
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }
}
