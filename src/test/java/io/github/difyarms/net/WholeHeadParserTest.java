package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.junit.jupiter.api.Test;

class WholeHeadParserTest {
  private static final String HEAD =
      "HTTP/1.1 202 Accepted\r\nLocation: /v2/a/blobs/uploads/7\r\nContent-Length: 0\r\n\r\n";

  private static ClassicHttpResponse read(int bytes) throws Exception {
    byte[] head = HEAD.getBytes(StandardCharsets.US_ASCII);
    return new WholeHeadParser(Http1Config.DEFAULT, Duration.ZERO)
        .parse(new SessionInputBufferImpl(512), new ByteArrayInputStream(head, 0, bytes));
  }

  @Test
  void aHeadThatTheConnectionsEndCutsOffIsNone() throws Exception {
    for (int bytes = 0; bytes < HEAD.length(); bytes++) {
      int cut = bytes;
      assertThatThrownBy(() -> read(cut)).as("after %s bytes", cut).isInstanceOf(IOException.class);
    }

    assertThat(read(HEAD.length()).getHeader("Location").getValue())
        .isEqualTo("/v2/a/blobs/uploads/7");
  }
}
