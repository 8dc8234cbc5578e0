package io.github.difyarms.net;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy that, after a login, leads every CONNECT to one port and answers the rest itself. */
public final class TunnelProxy implements AutoCloseable {
  public final List<String> connects = new CopyOnWriteArrayList<>();
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int target;
  private final String login;
  private final byte[] plainBody;

  TunnelProxy(int target, String login) throws IOException {
    this(target, login, new byte[0]);
  }

  /** A proxy that answers every request in plain HTTP with the same bytes. */
  public TunnelProxy(int target, String login, byte[] plainBody) throws IOException {
    this.target = target;
    this.plainBody = plainBody;
    this.login = login;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public HttpProxy proxy(String user, String password) {
    return new HttpProxy(
        "127.0.0.1",
        listener.getLocalPort(),
        Optional.of(new HttpProxy.Login(user, password)),
        "settings.xml proxy corp");
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        if (!head.contains("Proxy-Authorization: Basic " + login + "\r\n")) {
          write(out, "407 Login\r\nProxy-Authenticate: Basic realm=\"corp\"\r\nContent-Length: 0");
          continue;
        }
        connects.add(head.split(" ")[1]);
        if (!head.startsWith("CONNECT ")) {
          write(out, "200 OK\r\nContent-Length: " + plainBody.length);
          out.write(plainBody);
          out.flush();
          continue;
        }
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
          write(out, "200 OK");
          threads.execute(() -> pump(server, out));
          in.transferTo(server.getOutputStream());
        }
        return;
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static void pump(Socket from, OutputStream to) {
    try {
      from.getInputStream().transferTo(to);
    } catch (IOException e) {
      // One side went away.
    }
  }

  private static void write(OutputStream out, String head) throws IOException {
    out.write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Reads a request to the empty line behind its headers; empty when the client went away. */
  static String head(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
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
