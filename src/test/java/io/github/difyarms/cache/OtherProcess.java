package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A build in another JVM; it says a line when it is where it should be, and stays there. */
final class OtherProcess implements AutoCloseable {
  /** A file that the other JVM makes before it lets builds come. */
  static final String ENDED = "ended";

  private final Process process;

  private OtherProcess(Process process) {
    this.process = process;
  }

  /** What the other JVM does: {@code build}, {@code look}, {@code evict} or {@code unname}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Store store = new Store(Path.of(args[1]));
    switch (args[0]) {
      case "build" -> store.begin("1k", new ArrayList<>());
      case "look" -> say(new Running(store.folder()).any() ? "somebody runs" : "nobody runs");
      case "knock" -> say(locked(store.folder().resolve("evict.lock")) ? "locked" : "open");
      case "unname" -> new Eviction(store.folder()).unname(CacheLimit.parse("1k").orElseThrow());
      default ->
          Exclusive.holding(
              store.folder().resolve("evict.lock"),
              () -> {
                new Eviction(store.folder()).unname(CacheLimit.parse("1k").orElseThrow());
                ready();
                int unused = System.in.read();
                return Files.createFile(store.folder().resolve(ENDED));
              });
    }
    ready();
    int unused = System.in.read();
  }

  private static boolean locked(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    }
  }

  private static void ready() {
    say("ready");
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  static OtherProcess start(String what, Path cache) throws IOException {
    OtherProcess other = new OtherProcess(launch(what, cache));
    String said = other.process.inputReader().readLine();
    if (!"ready".equals(said)) {
      other.close();
      throw new IOException("the other JVM said " + said);
    }
    return other;
  }

  /** Returns the first line that the other JVM says. */
  static String says(String what, Path cache) throws IOException {
    try (OtherProcess other = new OtherProcess(launch(what, cache))) {
      return other.process.inputReader().readLine();
    }
  }

  private static Process launch(String what, Path cache) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                OtherProcess.class.getName(),
                what,
                cache.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Lets it go on. */
  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
