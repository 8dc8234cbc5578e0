package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GrowingBlobTest {
  @TempDir private Path folder = Path.of("");

  private GrowingBlob blob() throws IOException {
    return new GrowingBlob(folder.resolve("layer"));
  }

  private static LayerBlob whole(byte[] bytes) {
    Digest digest = Digest.of(bytes);
    return new LayerBlob(digest, bytes.length, digest, bytes.length, BlobContent.of(bytes));
  }

  @Test
  void whoReadsWaitsForWhatComes() throws Exception {
    GrowingBlob blob = blob();
    byte[] bytes = new byte[300_000];
    java.util.Arrays.fill(bytes, (byte) 7);
    try (OutputStream out = blob.output();
        InputStream in = blob.open()) {
      out.write(bytes, 0, 100_000);
      assertThat(in.readNBytes(65_536)).hasSize(65_536);
      var rest =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return in.readAllBytes().length;
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      out.write(bytes, 100_000, 200_000);
      out.flush();
      assertThat(rest).isNotDone(); // there may be more
      blob.complete(whole(bytes));
      assertThat(rest.get()).isEqualTo(300_000 - 65_536);
    }
    try (InputStream again = blob.open()) {
      assertThat(again.readAllBytes()).isEqualTo(bytes);
    }
    assertThat(blob.await().size()).isEqualTo(300_000);
  }

  @Test
  void whoWaitsForItsBeginLearnsOfItBeforeThereAreBytes() throws Exception {
    GrowingBlob blob = blob();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                blob.awaitBegin();
                begun.complete(null);
              } catch (IOException e) {
                begun.completeExceptionally(e);
              }
            });
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      assertThat(begun).isNotDone();
      Thread.onSpinWait();
    }
    OutputStream out = blob.output();
    begun.get();
    out.close();
    GrowingBlob never = blob();
    never.fail(new IOException("disk full"));
    assertThatThrownBy(never::awaitBegin).hasMessageContaining("disk full");
  }

  @Test
  void whoReadsWhatIsNeverFinishedLearnsWhy() throws Exception {
    GrowingBlob blob = blob();
    try (InputStream in = blob.open()) {
      blob.fail(new IOException("disk full"));
      assertThatThrownBy(in::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("disk full");
    }
    assertThatThrownBy(blob::await).isInstanceOf(IOException.class);
  }

  @Test
  void ofWhatIsNeverFinishedNothingMoreIsGiven() throws Exception {
    GrowingBlob blob = blob();
    try (OutputStream out = blob.output();
        InputStream in = blob.open()) {
      out.write(new byte[200_000]);
      out.flush();
      assertThat(in.readNBytes(1_000)).hasSize(1_000);
      blob.fail(new IOException("disk full"));
      assertThatThrownBy(() -> in.readNBytes(1_000)).hasMessageContaining("disk full");
    }
  }

  @Test
  void waitingCanBeInterrupted() throws Exception {
    GrowingBlob blob = blob();
    Thread.currentThread().interrupt();
    assertThatThrownBy(blob::await).isInstanceOf(java.io.InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
