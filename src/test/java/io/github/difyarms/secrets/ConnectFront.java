package io.github.difyarms.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The port of the proxy: leads to the JDK's server, which does not know CONNECT. Whoever asks for a
 * tunnel finds behind it a host that speaks no TLS.
 */
final class ConnectFront implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final InetSocketAddress server;
  private final List<String> connects = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "watched-network");
            thread.setDaemon(true);
            return thread;
          });

  ConnectFront(InetSocketAddress server) throws IOException {
    this.server = server;
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns the heads of all requests for a tunnel. */
  List<String> connects() {
    return connects;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      PushbackInputStream in = new PushbackInputStream(client.getInputStream(), 2);
      byte[] begin = in.readNBytes(2);
      in.unread(begin);
      if (new String(begin, US_ASCII).equals("CO")) {
        connects.add(head(in));
        client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
        if (in.read() >= 0) {
          client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        }
        return;
      }
      try (Socket inner = new Socket(server.getAddress(), server.getPort())) {
        inner.setTcpNoDelay(true);
        OutputStream there = inner.getOutputStream();
        threads.execute(() -> copy(in, there, inner));
        inner.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException e) {
      // One side went away.
    }
  }

  private static void copy(InputStream from, OutputStream to, Socket inner) {
    try {
      from.transferTo(to);
      inner.shutdownOutput();
    } catch (IOException e) {
      // One side went away.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      text.append((char) next);
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
