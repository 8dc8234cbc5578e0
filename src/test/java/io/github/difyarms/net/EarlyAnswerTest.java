package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that refuses a body before it has come, and keeps the connection. */
@Timeout(60)
class EarlyAnswerTest {
  private static void answer(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      for (String head = TunnelProxy.head(in); !head.isEmpty(); head = TunnelProxy.head(in)) {
        boolean upload = head.startsWith("PATCH");
        in.readNBytes(upload ? 100_000 : 0);
        String answer = "HTTP/1.1 " + (upload ? 401 : 200) + " x\r\nContent-Length: 0\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        if (upload) {
          in.transferTo(OutputStream.nullOutputStream()); // whatever follows is its body
        }
      }
    } catch (IOException e) {
      // The client has closed.
    }
  }

  @Test
  void theNextRequestGoesOverAnotherConnection() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        HttpTransport transport =
            new HttpTransport(HttpOptions.defaults().withRetries(0), new Notes())) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    accepted.incrementAndGet();
                    new Thread(() -> answer(socket)).start();
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/upload");
      assertThat(transport.send(HttpCall.get(uri), 10).status()).isEqualTo(200);
      int before = accepted.get();
      InputStream endless =
          new InputStream() {
            private long left = 64L << 20;

            @Override
            public int read() {
              return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
              int count = (int) Math.min(left, length);
              left -= count;
              return count == 0 ? -1 : count;
            }
          };

      HttpCall patch =
          HttpCall.of("PATCH", uri).with(HttpBody.open("application/octet-stream", endless));
      assertThat(transport.exchange(patch).readExplanation().status()).isEqualTo(401);
      assertThat(transport.send(HttpCall.get(uri), 10).status()).isEqualTo(200);
      assertThat(accepted.get()).isGreaterThan(before);
    }
  }
}
