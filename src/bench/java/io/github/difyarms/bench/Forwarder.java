package io.github.difyarms.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a registry, forwards bytes and counts them; over a link it delays them, too. What a
 * connection sends first comes a round trip later: its opening took one.
 */
final class Forwarder implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;

  /** Chunks under way in one direction of a connection, more than the link has room for. */
  private static final int UNDER_WAY = 64;

  private final ServerSocket server;
  private final int port;
  private final Optional<Link> link;
  private final Wire wire;

  private Forwarder(ServerSocket server, int port, Optional<Link> link, Wire wire) {
    this.server = server;
    this.port = port;
    this.link = link;
    this.wire = wire;
  }

  /**
   * Starts one.
   *
   * @param port where the registry is
   * @param link the line to it; without one nothing is delayed
   * @param wire counts
   */
  static Forwarder before(int port, Optional<Link> link, Wire wire) {
    try {
      ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
      Forwarder forwarder = new Forwarder(server, port, link, wire);
      start(forwarder::accept);
      return forwarder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket registry = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        registry.setTcpNoDelay(true);
        wire.opened();
        RequestReader reader = new RequestReader(wire::requested);
        AtomicInteger open = new AtomicInteger(2);
        Runnable ended =
            () -> {
              if (open.decrementAndGet() == 0) {
                closeBoth(client, registry);
              }
            };
        forward(
            client,
            registry,
            link.map(Link::up),
            link.map(Link::roundTripNanos).orElse(0L),
            (bytes, length) -> {
              wire.sent(length);
              reader.read(bytes, length);
            },
            ended);
        forward(
            registry,
            client,
            link.map(Link::down),
            0,
            (bytes, length) -> wire.received(length),
            ended);
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  @FunctionalInterface
  private interface Count {
    void of(byte[] bytes, int length);
  }

  /** Bytes and when they come out at the other end; none at the end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chunk(byte[] bytes, long arrival) {}

  private void forward(
      Socket from,
      Socket to,
      Optional<Link.Direction> direction,
      long opening,
      Count count,
      Runnable ended) {
    BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(UNDER_WAY);
    if (direction.isEmpty()) {
      start(
          () -> {
            copy(from, to, count);
            ended.run();
          });
      return;
    }
    start(() -> enter(from, direction.orElseThrow(), opening, count, underWay));
    start(
        () -> {
          leave(to, underWay);
          ended.run();
        });
  }

  private static void copy(Socket from, Socket to, Count count) {
    byte[] buffer = new byte[128 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count.of(buffer, n);
        out.write(buffer, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeBoth(from, to);
    }
  }

  private void enter(
      Socket from,
      Link.Direction direction,
      long opening,
      Count count,
      BlockingQueue<Chunk> underWay) {
    long half = link.orElseThrow().roundTripNanos() / 2;
    long later = System.nanoTime() + opening + half;
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[CHUNK];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count.of(buffer, n);
        long arrival = Math.max(direction.send(n) + half, later);
        underWay.put(new Chunk(java.util.Arrays.copyOf(buffer, n), arrival));
      }
    } catch (IOException e) {
      // The other side hears of it by the end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      underWay.put(new Chunk(new byte[0], System.nanoTime() + half));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void leave(Socket to, BlockingQueue<Chunk> underWay) {
    boolean open = true;
    try {
      for (Chunk chunk = underWay.take(); chunk.bytes().length > 0; chunk = underWay.take()) {
        Link.awaitTime(chunk.arrival());
        try {
          if (open) {
            to.getOutputStream().write(chunk.bytes());
          }
        } catch (IOException e) {
          open = false; // what is still under way goes nowhere
          to.close();
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // It was closed from the other side.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    for (Socket socket : new Socket[] {one, other}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone anyway.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
