package io.github.difyarms.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An object store in this process, in memory, on a free loopback port, which answers as the
 * vendor's OSS does: {@code http://127.0.0.1:PORT/BUCKET/KEY}. It only reads; objects are put from
 * Java.
 */
public final class EmbeddedOss implements AutoCloseable {
  private static final int THREADS = 8;

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Map<String, OssFault> faults = new ConcurrentHashMap<>();
  private final Traffic traffic = new Traffic();
  private final ExecutorService threads;
  private final HttpServer server;

  private EmbeddedOss() throws IOException {
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "embedded-oss");
              thread.setDaemon(true);
              return thread;
            });
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    this.server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts a store without objects. */
  public static EmbeddedOss start() {
    try {
      return new EmbeddedOss();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange http) {
    Exchange exchange = new Exchange(http, traffic);
    try (http) {
      OssAnswer.to(exchange, objects, faults);
    } catch (IOException clientHasGone) {
      exchange.abandoned();
    }
  }

  /** Returns the address without a slash at its end, {@code http://127.0.0.1:PORT}. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Stores an object in place of any other.
   *
   * @param path bucket and key, {@code /cn-hangzhou/instgo/instgo-linux-amd64}
   */
  public void put(String path, byte[] content) {
    objects.put(path, content.clone());
  }

  /** Removes an object, if it is there. */
  public void remove(String path) {
    objects.remove(path);
  }

  /** Makes an object's answers go wrong, whether it is there or not. */
  public void fail(String path, OssFault fault) {
    faults.put(path, fault);
  }

  /** Ends what {@link #fail} began. */
  public void heal(String path) {
    faults.remove(path);
  }

  /** Returns an object's entity tag as the store gives it: MD5 in upper case, quoted. */
  public static String etag(byte[] content) {
    return OssAnswer.etag(content);
  }

  /** Returns every request since the start or the last {@link #reset()}. */
  public List<RecordedRequest> recorded() {
    return traffic.all();
  }

  /** Forgets the requests so far; objects and faults stay. */
  public void reset() {
    traffic.clear();
  }

  /** Stops listening and drops every connection. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
