package io.github.difyarms.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The port clients see: hands connections on to the JDK's server, and answers at once those that
 * begin with TLS. The JDK's server waits for a line end that a TLS greeting does not have, so
 * skopeo, podman and docker, which try TLS first, would hang for ten seconds before plain HTTP.
 */
final class PlainFront implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final byte[] NO_TLS =
      "HTTP/1.0 400 Bad Request\r\n\r\nThis registry speaks plain HTTP.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "embedded-registry-front");
            thread.setDaemon(true);
            return thread;
          });

  PlainFront(InetAddress address, InetSocketAddress server) throws IOException {
    this.listener = new ServerSocket(0, 0, address);
    this.server = server;
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        begin(client);
      } catch (IOException closed) {
        // Either this front is being closed, or the client has gone already.
      }
    }
  }

  private void begin(Socket client) {
    try {
      threads.execute(() -> serve(client));
    } catch (RejectedExecutionException closing) {
      closeQuietly(client); // it came after all others were closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first == TLS_HANDSHAKE) {
        client.getOutputStream().write(NO_TLS);
      } else if (first >= 0) {
        relay(client, first);
      }
    } catch (IOException | RejectedExecutionException gone) {
      // The client's own affair, or this front is being closed; the server records what it has seen
      // of the request.
    } finally {
      open.remove(client);
    }
  }

  private void relay(Socket client, int first) throws IOException {
    try (Socket inner = new Socket(server.getAddress(), server.getPort())) {
      open.add(inner);
      inner.setTcpNoDelay(true);
      threads.execute(() -> say(inner, client, first));
      // Ends when the server has given its last answer, later than the client's last word.
      copy(inner, client);
      open.remove(inner);
    }
  }

  private static void say(Socket inner, Socket client, int first) {
    try {
      inner.getOutputStream().write(first);
      copy(client, inner);
    } catch (IOException gone) {
      closeQuietly(inner);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(PlainFront::closeQuietly);
    threads.shutdownNow();
  }
}
