package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.difyarms.testing.CommandLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockGzipTest {
  private static final int BLOCK = 128 << 10;

  /** Bytes that repeat in part, over block borders as well. */
  private static byte[] sample(int size) {
    Random random = new Random(7);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      boolean repeated = i > 5000 && i / 3000 % 2 == 1;
      bytes[i] = repeated ? bytes[i - 5000] : (byte) random.nextInt(40);
    }
    return bytes;
  }

  private static byte[] compressed(byte[] bytes, int piece) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(bytes, piece, new BlockGzip(out, 2));
    return out.toByteArray();
  }

  private static void write(byte[] bytes, int piece, OutputStream to) throws IOException {
    try (OutputStream gzip = to) {
      for (int i = 0; i < bytes.length; i += piece) {
        gzip.write(bytes, i, Math.min(piece, bytes.length - i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BLOCK, 9 * BLOCK + 77})
  void isReadBackAsItWas(int size) throws IOException {
    byte[] bytes = sample(size);

    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed(bytes, 5000)))) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void isOneMemberThatDependsNotOnHowItWasWritten() throws Exception {
    byte[] bytes = sample(5 * BLOCK + 1);
    byte[] gzip = compressed(bytes, bytes.length);

    Inflater inflater = new Inflater(true);
    inflater.setInput(gzip, 10, gzip.length - 10);
    assertThat(inflater.inflate(new byte[bytes.length + 1])).isEqualTo(bytes.length);
    assertThat(inflater.finished()).isTrue();
    assertThat(inflater.getRemaining()).isEqualTo(8);
    inflater.end();
    assertThat(compressed(bytes, 1234)).isEqualTo(gzip);
    assertThat(compressed(bytes, BLOCK)).isEqualTo(gzip);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void theBytesAreTheSameOnAnyNumberOfCores(int cores) throws IOException {
    byte[] bytes = sample(30 * BLOCK + 3);
    ExecutorService pool = BlockGzip.pool(cores);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    write(bytes, 7000, new BlockGzip(out, 2, cores, pool));

    pool.shutdown();
    assertThat(out.toByteArray()).isEqualTo(oneAfterTheOther(bytes));
    try (var in = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  /** Compresses in the thread that writes. */
  private static byte[] oneAfterTheOther(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(bytes, bytes.length, new BlockGzip(out, 2, 1, new SameThread()));
    return out.toByteArray();
  }

  private static final class SameThread extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  @Test
  void blocksAreNoLargerForBeingApart() throws IOException {
    byte[] bytes = sample(8 * BLOCK);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    var deflater = new java.util.zip.Deflater(2, true);
    try (var out = new java.util.zip.DeflaterOutputStream(whole, deflater)) {
      out.write(bytes);
    }

    assertThat(compressed(bytes, 9999).length).isLessThan(whole.size() + whole.size() / 200);
  }

  @Test
  void pythonAndGzipReadIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("layer.gz");
    byte[] bytes = sample(3 * BLOCK + 5);
    Files.write(file, compressed(bytes, 4096));
    String python =
        CommandLine.find("python3", "reading layers with Python").orElseGet(() -> abort("python3"));

    String script = "import gzip,hashlib,sys;print(hashlib.sha256(gzip.open(sys.argv[1]).read())";
    assertThat(
            CommandLine.of(python, "-c", script + ".hexdigest())", file.toString()).run().orFail())
        .contains(Digest.of(bytes).hex());
    assertThat(CommandLine.of("gzip", "-t", file.toString()).run().orFail()).isBlank();
  }

  @Test
  void aFullDiskIsTold() {
    byte[] bytes = sample(6 * BLOCK);
    OutputStream full =
        new OutputStream() {
          private int left = 1000;

          @Override
          public void write(int value) throws IOException {
            if (--left < 0) {
              throw new IOException("No space left on device");
            }
          }
        };

    assertThatThrownBy(
            () -> {
              try (OutputStream gzip = new BlockGzip(full, 2)) {
                gzip.write(bytes);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }
}
