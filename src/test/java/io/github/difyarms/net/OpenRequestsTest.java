package io.github.difyarms.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes what it is sent and does not answer for hours. */
@Timeout(60) // nothing is measured: without breaking off it would hang
class OpenRequestsTest {
  private final HttpTransport transport =
      new HttpTransport(
          HttpOptions.defaults()
              .withRetries(0)
              .withTimeouts(Duration.ofHours(1), Duration.ofHours(1)),
          new Notes());

  @AfterEach
  void close() {
    transport.close();
  }

  /** A request in a thread of its own. */
  private final class Asking {
    final CompletableFuture<Integer> status = new CompletableFuture<>();
    final Thread thread;

    Asking(ServerSocket server) {
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      thread =
          new Thread(
              () -> {
                try {
                  status.complete(transport.exchange(HttpCall.get(uri)).readExplanation().status());
                } catch (IOException e) {
                  status.completeExceptionally(e);
                }
              });
      thread.start();
    }
  }

  private static Socket asked(ServerSocket server) throws IOException {
    Socket socket = server.accept();
    InputStream in = socket.getInputStream();
    assertThat(TunnelProxy.head(in)).startsWith("GET / ");
    return socket;
  }

  @Test
  void theRequestOfAnInterruptedThreadEndsAtOnceAndNoOther() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Asking one = new Asking(server);
      Socket unused = asked(server);
      Asking other = new Asking(server);
      Socket second = asked(server);
      one.thread.interrupt();

      transport.breakOff();

      assertThatThrownBy(one.status::get).isInstanceOf(ExecutionException.class);
      second.getOutputStream().write("HTTP/1.1 204 x\r\n\r\n".getBytes(US_ASCII));
      assertThat(other.status.get()).isEqualTo(204);
    }
  }

  @Test
  void anAnswerWhoseRestDoesNotComeEndsAtOnceToo() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> first = new CompletableFuture<>();
      CompletableFuture<byte[]> rest = new CompletableFuture<>();
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      Thread reader =
          new Thread(
              () -> {
                try (HttpExchange exchange = transport.exchange(HttpCall.get(uri))) {
                  first.complete(exchange.body().read());
                  rest.complete(exchange.body().readAllBytes());
                } catch (IOException e) {
                  rest.completeExceptionally(e);
                }
              });
      reader.start();
      Socket socket = asked(server);
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\na".getBytes(US_ASCII));
      assertThat(first.get()).isEqualTo('a');
      reader.interrupt();

      transport.breakOff();

      assertThatThrownBy(rest::get).isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void anInterruptedThreadBeginsNoRequest() {
    Thread.currentThread().interrupt();
    try {
      URI uri = URI.create("http://127.0.0.1:1/");
      assertThatThrownBy(() -> transport.exchange(HttpCall.get(uri)))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(transport.traffic().requests()).isZero();
  }

  @Test
  void aTransportThatIsClosedTriesNothingAgain() throws Exception {
    Notes notes = new Notes();
    HttpTransport closing =
        new HttpTransport(
            HttpOptions.defaults().withTimeouts(Duration.ofHours(1), Duration.ofHours(1)),
            notes,
            notes);
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      CompletableFuture<HttpAnswer> answer =
          CompletableFuture.supplyAsync(() -> closing.send(HttpCall.get(uri), 10));
      Socket unused = asked(server);

      closing.close();

      assertThatThrownBy(answer::get).hasCauseInstanceOf(DifyArmsException.class);
    }
    assertThat(notes.reasons).isEmpty();
    assertThat(notes.waits).isEmpty();
  }
}
