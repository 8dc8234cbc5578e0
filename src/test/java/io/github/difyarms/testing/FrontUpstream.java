package io.github.difyarms.testing;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The answer of the registry behind a {@link RegistryFront}.
 *
 * @param reply the answer, its body still to be read
 */
record FrontUpstream(Reply reply, Closeable connection) implements Closeable {

  static FrontUpstream ask(String address, FrontRequest request, InputStream body)
      throws IOException {
    Socket socket = part(address, request, body);
    try {
      if (request.streamed()) {
        socket.getOutputStream().write(FrontBody.chunk(new byte[0], 0));
      }
      return new FrontUpstream(answer(socket.getInputStream(), request), socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Hands on a head and bytes, which may not be all. */
  static Socket part(String address, FrontRequest request, InputStream body) throws IOException {
    int colon = address.lastIndexOf(':');
    Socket socket =
        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    try {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      out.write(head(request).getBytes(StandardCharsets.ISO_8859_1));
      byte[] buffer = new byte[16 << 10];
      for (int count = body.read(buffer); count > 0; count = body.read(buffer)) {
        if (request.streamed()) {
          out.write(FrontBody.chunk(buffer, count));
        } else {
          out.write(buffer, 0, count);
        }
      }
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String head(FrontRequest request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    for (Map.Entry<String, String> field : request.headers()) {
      if (!field.getKey().equalsIgnoreCase("Connection")
          && !field.getKey().equalsIgnoreCase("Host")) {
        head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
      }
    }
    return head.append("Host: ")
        .append(request.host())
        .append("\r\nConnection: close\r\n\r\n")
        .toString();
  }

  private static Reply answer(InputStream from, FrontRequest request) throws IOException {
    InputStream in = new BufferedInputStream(from);
    FrontWire.Head head =
        FrontWire.head(in).orElseThrow(() -> new IOException("the registry does not answer"));
    int status = Integer.parseInt(head.line().split(" ", 3)[1]);
    Reply reply = Reply.of(status);
    for (Map.Entry<String, String> field : head.headers()) {
      if (!field.getKey().equalsIgnoreCase("Connection")) {
        // The registry behind speaks plain HTTP and does not know what we speak.
        String value = field.getValue();
        boolean address =
            field.getKey().equalsIgnoreCase("Location")
                || field.getKey().equalsIgnoreCase("WWW-Authenticate");
        String own = "http://" + request.host();
        reply =
            reply.adding(
                field.getKey(),
                address ? value.replace(own, request.scheme() + "://" + request.host()) : value);
      }
    }
    boolean bodiless = request.method().equals("HEAD") || FrontWire.bodiless(status);
    long length = bodiless ? 0 : head.length();
    InputStream body = FrontBody.of(in, length);
    return new Reply(
        status,
        reply.headers(),
        bodiless ? OptionalLong.empty() : OptionalLong.of(length),
        () -> body);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
