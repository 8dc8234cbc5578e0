package io.github.difyarms.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.utils.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StoredStreamTest {
  /** Of incompressible bytes more than may be without content. */
  private static final int LARGE = 12 << 20;

  private static final int MOST = (8 << 20) + (1 << 17);

  /** Bytes that begin in some way and go on in another without an end. */
  private static final class Endless extends InputStream {
    private final byte[] first;
    private final byte[] then;
    private long given;

    Endless(String first, String then) {
      this.first = HexFormat.of().parseHex(first);
      this.then = HexFormat.of().parseHex(then);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      for (int i = 0; i < length; i++) {
        buffer[offset + i] = (byte) read();
      }
      return length;
    }

    @Override
    public int read() {
      long at = given++;
      return at < first.length
          ? first[(int) at] & 0xff
          : then[(int) ((at - first.length) % then.length)] & 0xff;
    }
  }

  /**
   * A file's name (8), a comment (16), a name that ends and a comment that does not, no content.
   */
  @ParameterizedTest
  @CsvSource({
    "1f8b0808000000000003, 78",
    "1f8b0810000000000003, 78",
    "1f8b0818000000000003610062, 78",
    "1f8b080000000000000303000000000000000000, 1f8b080000000000000303000000000000000000"
  })
  void whatHoldsNothingComesToAnEnd(String first, String then) {
    Endless endless = new Endless(first, then);

    assertThatThrownBy(() -> new StoredStream(endless).gunzip().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("of its compressed bytes hold nothing");
    assertThat(endless.given).isLessThan(MOST);
  }

  private static byte[] random() {
    byte[] bytes = new byte[LARGE];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(bytes);
    }
    return stored.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "skipped", "plain"})
  void largeContentIsProgressHoweverItIsPassed(String how) throws IOException {
    byte[] content = random();
    StoredStream stored =
        new StoredStream(new ByteArrayInputStream(how.equals("plain") ? content : gzip(content)));
    InputStream unpacked = how.equals("plain") ? stored.watching(stored) : stored.gunzip();

    if (how.equals("skipped")) {
      assertThat(IOUtils.skip(unpacked, LARGE)).isEqualTo(LARGE);
    } else {
      assertThat(unpacked.readAllBytes()).isEqualTo(content);
    }
    assertThat(unpacked.read()).isNegative();
  }

  @Test
  void whatStandsBehindTheContentIsReadToItsEnd() throws IOException {
    StoredStream stored = new StoredStream(new ByteArrayInputStream(random()));

    stored.drain();

    assertThat(stored.read()).isNegative();
    assertThat(stored.failed()).isFalse();
  }

  @Test
  void aSourceThatFailsIsToldFromBytesThatAreWrong() throws IOException {
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    StoredStream broken = new StoredStream(closed);
    assertThatThrownBy(broken::gunzip).hasMessageContaining("Stream closed");
    assertThat(broken.failed()).isTrue();

    StoredStream wrong = new StoredStream(new ByteArrayInputStream(new byte[100]));
    assertThatThrownBy(wrong::gunzip).isInstanceOf(IOException.class);
    assertThat(wrong.failed()).isFalse();
  }
}
