package io.github.difyarms.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real registry on a free loopback port, with a storage folder of its own. */
public final class RealRegistries implements AutoCloseable {
  /** User of a registry started with a password. */
  public static final String USER = "arms";

  /** The password of {@link #USER}. */
  public static final String PASSWORD = "s3cret";

  /** {@link #PASSWORD} as htpasswd stores it; bcrypt is the only form both registries take. */
  private static final String HTPASSWD =
      USER + ":$2b$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK\n";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final Path folder;
  private final int port;
  private final Thread atExit = new Thread(this::stop);

  private RealRegistries(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts Debian's docker-registry (2.8), if it is installed. */
  public static Optional<RealRegistries> dockerRegistry() {
    return start("docker-registry", false);
  }

  /** Starts distribution's registry (v3), if it is installed. */
  public static Optional<RealRegistries> distribution() {
    return start("registry", false);
  }

  /**
   * Starts a registry, if it is installed.
   *
   * @param program {@code docker-registry} or {@code registry}
   * @param password whether it wants {@link #USER} and {@link #PASSWORD}
   */
  public static Optional<RealRegistries> start(String program, boolean password) {
    return CommandLine.find(program, "nothing was run against it").map(p -> launch(p, password));
  }

  private static RealRegistries launch(String program, boolean password) {
    try {
      Path folder = Files.createTempDirectory("registry");
      int port = freePort();
      Path config = folder.resolve("config.yml");
      Files.writeString(config, config(folder, port, password));
      Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
      ProcessBuilder builder = new ProcessBuilder(program, "serve", config.toString());
      File log = folder.resolve("log").toFile();
      builder.redirectErrorStream(true).redirectOutput(log);
      builder.environment().put("OTEL_TRACES_EXPORTER", "none");
      RealRegistries registry = new RealRegistries(builder.start(), folder, port);
      registry.awaitAnswer();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(Path folder, int port, boolean password) {
    String text =
        """
        version: 0.1
        log: {level: warn, accesslog: {disabled: true}}
        storage:
          filesystem: {rootdirectory: "%1$s/storage"}
          delete: {enabled: true}
        http: {addr: "127.0.0.1:%2$d"}
        """;
    String auth = "auth: {htpasswd: {realm: test, path: \"%1$s/htpasswd\"}}\n";
    return String.format(password ? text + auth : text, folder, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        String log = Files.readString(folder.resolve("log"));
        close();
        throw new AssertionError("the registry did not start\n" + log);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private boolean answers() {
    HttpRequest ping = HttpRequest.newBuilder(URI.create("http://" + address() + "/v2/")).build();
    try {
      HttpClient.newHttpClient().send(ping, HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns host and port as references have them. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Returns the folder with its storage and its log. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void stop() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
