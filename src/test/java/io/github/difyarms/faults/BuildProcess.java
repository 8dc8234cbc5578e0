package io.github.difyarms.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A JVM that has built before, waits, and then builds what it is told. */
final class BuildProcess implements AutoCloseable {
  private static final String READY = "ready";
  private static final String DONE = "done ";
  private static final String FAILED = "failed ";

  private final Process process;
  private final Path errors;
  private final BufferedReader said;

  private BuildProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.said = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Builds the orders that are its arguments, then those that come in, each in a line.
   *
   * @param args orders to build first, so that what comes then is not all loading of classes
   */
  public static void main(String[] args) throws IOException {
    for (String order : args) {
      Order.Done unused = Order.parse(order).run();
    }
    say(READY);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = in.readLine(); order != null; order = in.readLine()) {
      try {
        Order.Done done = Order.parse(order).run();
        say(DONE + done.digest() + " " + done.upToDate());
      } catch (RuntimeException e) {
        say(FAILED + e.toString().replace('\n', '|'));
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Starts one that is ready some time later. */
  static BuildProcess start(Path directory, List<String> wrapper, Order... first) {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            BuildProcess.class.getName()));
    Stream.of(first).map(Order::line).forEach(command::add);
    try {
      Path errors = Files.createTempFile(directory, "errors", ".txt");
      return new BuildProcess(
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(errors.toFile())
              .start(),
          errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it can be told what to build. */
  BuildProcess awaitReady() {
    Optional<String> line = line();
    if (!line.equals(Optional.of(READY))) {
      throw new IllegalStateException("the other JVM said " + line + "; see " + errors);
    }
    return this;
  }

  /** Begins a build; the answer is its last word, and none when it is killed before. */
  CompletableFuture<Optional<String>> begin(Order order) {
    try {
      process.getOutputStream().write((order.line() + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return CompletableFuture.supplyAsync(this::line);
  }

  private Optional<String> line() {
    try {
      return Optional.ofNullable(said.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns whether a last word says that the build ended well. */
  static boolean well(Optional<String> word) {
    return word.filter(line -> line.startsWith(DONE)).isPresent();
  }

  /** Returns the digest in the last word of a build that ended well. */
  static String digest(Optional<String> word) {
    if (!well(word)) {
      throw new AssertionError("the build in the other JVM ended otherwise: " + word);
    }
    return word.orElseThrow().split(" ", -1)[1];
  }

  /**
   * Ends it as {@code kill -9} does.
   *
   * @param children whether the programs that it runs are killed, too; otherwise they run on
   */
  List<ProcessHandle> kill(boolean children) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    if (children) {
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
    process.onExit().join();
    return descendants;
  }

  @Override
  public void close() {
    kill(true);
  }
}
