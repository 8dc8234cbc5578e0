package io.github.difyarms.testing;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.image.Digest;
import io.github.difyarms.net.HttpProxy;
import io.github.difyarms.net.ProxyRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a registry and does to each request what a {@link Misdeed} says: hands it on,
 * changes the answer, lies, breaks off, stalls. Remembers every request.
 *
 * <p>It is also a proxy: with it as the client's proxy any host name leads here, so that a test can
 * have registries and strangers with public names. What stands behind a name is said by {@link
 * #behind}; all other hosts are strangers, which answer 404 unless the misdeed says otherwise.
 */
public final class RegistryFront implements AutoCloseable {
  /** So much is sent of one answer at most; whoever takes it all has no limit. */
  public static final long MOST_SENT = 512L << 20;

  private final ServerSocket listener;
  private final Map<String, EmbeddedRegistry> registries = new TreeMap<>();
  private final Optional<SSLContext> tls;
  private final Map<RequestKind, Integer> numbers = new EnumMap<>(RequestKind.class);
  private final List<FrontRequest> seen = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "registry-front");
            thread.setDaemon(true);
            return thread;
          });
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Misdeed misdeed = Misdeed.none();

  private RegistryFront(String address, Optional<SSLContext> tls) {
    this.tls = tls;
    try {
      this.listener = new ServerSocket(0, 0, InetAddress.getByName(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Starts a front of a registry, at another port of 127.0.0.1. */
  public static RegistryFront before(EmbeddedRegistry registry) {
    RegistryFront front = new RegistryFront("127.0.0.1", Optional.empty());
    return front.behind(front.address(), registry);
  }

  /**
   * Starts a front with nothing behind it: a stranger.
   *
   * @param address an address of this machine, for example {@code 127.0.0.2}
   */
  public static RegistryFront at(String address) {
    return new RegistryFront(address, Optional.empty());
  }

  /** Starts the same, which also speaks TLS. */
  public static RegistryFront at(String address, SSLContext tls) {
    return new RegistryFront(address, Optional.of(tls));
  }

  /** Says what stands behind a name. */
  public RegistryFront behind(String host, EmbeddedRegistry registry) {
    registries.put(host, registry);
    return this;
  }

  /** Says what is done with requests from now on. */
  public RegistryFront misdeed(Misdeed other) {
    misdeed = other;
    return this;
  }

  /** Returns host and port as references have them. */
  public String address() {
    return listener.getInetAddress().getHostAddress() + ":" + port();
  }

  /** Returns the port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Returns the rules of a client that has this as its proxy for all hosts but loopback ones. */
  public ProxyRules asProxy() {
    String host = listener.getInetAddress().getHostAddress();
    return ProxyRules.ofSettings(new HttpProxy(host, port(), Optional.empty(), "the test"), "");
  }

  /** Returns every request since the start or the last {@link #reset()}. */
  public List<FrontRequest> seen() {
    return List.copyOf(seen);
  }

  /** Returns the requests of a kind. */
  public List<FrontRequest> seen(RequestKind kind) {
    return seen.stream().filter(request -> request.kind() == kind).toList();
  }

  /** Returns the requests to hosts that no registry of ours stands behind. */
  public List<FrontRequest> strangers() {
    return seen.stream().filter(request -> !registries.containsKey(request.host())).toList();
  }

  /** Returns what failed in here, which is a defect of the test. */
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Forgets the requests so far. */
  public void reset() {
    synchronized (numbers) {
      numbers.clear();
    }
    seen.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        try {
          threads.execute(() -> serve(client));
        } catch (RejectedExecutionException closing) {
          client.close();
        }
      } catch (IOException closed) {
        // Either this front is being closed, or the client has gone already.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.setSendBufferSize(64 << 10);
      new FrontConnection(this, client, tls).serve();
    } catch (IOException gone) {
      // The client's own affair.
    } catch (RuntimeException | Error e) {
      failures.add(e);
    } finally {
      open.remove(client);
    }
  }

  Optional<EmbeddedRegistry> registry(String host) {
    return Optional.ofNullable(registries.get(host));
  }

  Deed take(FrontRequest request) {
    seen.add(request);
    return misdeed.deed(request);
  }

  /** Waits until nobody needs this front any more. */
  void awaitClose() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closed", e);
    }
  }

  int number(RequestKind kind) {
    synchronized (numbers) {
      return numbers.merge(kind, 1, Integer::sum) - 1;
    }
  }

  /** Returns whether a blob is a config: those are JSON, layers are not. */
  boolean config(String host, String path) {
    String[] parts = path.split("/blobs/", 2);
    @Nullable EmbeddedRegistry registry = registries.get(host);
    if (registry == null || !parts[1].matches("sha256:[0-9a-f]{64}")) {
      return false;
    }
    return registry
        .blob(parts[0].substring("/v2/".length()), Digest.parse(parts[1]))
        .filter(bytes -> bytes.length > 0 && bytes[0] == '{')
        .isPresent();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
