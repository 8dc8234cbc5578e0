package io.github.difyarms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Debian's docker-registry on a free loopback port, over a folder that outlives it. */
final class StoredRegistry implements AutoCloseable {
  private static final String REPOSITORIES = "docker/registry/v2/repositories";

  private final Process process;
  private final Path storage;
  private final int port;

  private StoredRegistry(Process process, Path storage, int port) {
    this.process = process;
    this.storage = storage;
    this.port = port;
  }

  /**
   * Starts one.
   *
   * @param storage where its blobs are
   */
  static StoredRegistry over(Path storage) {
    try {
      Files.createDirectories(storage);
      int port = freePort();
      Path config = storage.resolveSibling(storage.getFileName() + ".yml");
      Files.writeString(
          config,
          """
          version: 0.1
          log: {level: warn, accesslog: {disabled: true}}
          storage:
            filesystem: {rootdirectory: "%s"}
            delete: {enabled: true}
          http: {addr: "127.0.0.1:%d"}
          """
              .formatted(storage, port));
      Path log = storage.resolveSibling(storage.getFileName() + ".log");
      Process process =
          new ProcessBuilder("docker-registry", "serve", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      StoredRegistry registry = new StoredRegistry(process, storage, port);
      registry.await();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    throw new IllegalStateException("docker-registry did not start");
  }

  int port() {
    return port;
  }

  /** Returns host and port as references have them. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** Forgets everything; it goes on running. */
  void clear() {
    Shell.run(storage, "rm -rf docker").orFail("emptying a registry");
  }

  /** Takes over what another one has, without copying bytes. */
  void cloneOf(Path other) {
    clear();
    Shell.run(storage, "cp -al " + Shell.quote(other.resolve("docker")) + " .")
        .orFail("cloning a registry");
  }

  /** Gives a repository another name. */
  void rename(String repository, String name) {
    Path to = storage.resolve(REPOSITORIES).resolve(name);
    Shell.run(
            storage,
            "mkdir -p "
                + Shell.quote(to.getParent())
                + " && mv "
                + Shell.quote(storage.resolve(REPOSITORIES).resolve(repository))
                + " "
                + Shell.quote(to))
        .orFail("renaming a repository");
  }

  /** Forgets a repository; its blobs stay on the disk, unseen from others. */
  void forget(String repository) {
    Shell.run(storage, "rm -rf " + Shell.quote(storage.resolve(REPOSITORIES).resolve(repository)))
        .orFail("forgetting a repository");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
