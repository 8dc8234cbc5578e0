package io.github.difyarms.toolchain;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs child processes and sees to it that none outlives us: when the waiting thread is
 * interrupted, when this is closed and when the JVM ends, the whole tree of each child ends.
 * Thread-safe.
 */
public final class Commands implements AutoCloseable {
  /** How many of a child's last lines are kept. */
  static final int TAIL = 40;

  /** How often a running child is asked for its descendants. */
  private static final Duration GLANCE = Duration.ofMillis(500);

  /** How long output may go on after its process ended: a grandchild may hold the pipe open. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** A Ctrl-C reaches children and JVM at once; a child that failed may be ahead of our hook. */
  private static final Duration NEWS_OF_THE_END = Duration.ofMillis(200);

  private static final int BUSY_ATTEMPTS = 20;
  private static final long BUSY_MILLIS = 50;

  private final Redaction redaction;
  private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::endAll, "dify-arms-children");
  private final CountDownLatch ending = new CountDownLatch(1);

  /** Creates a runner. Close it, or its shutdown hook stays until the JVM ends. */
  public Commands(Redaction redaction) {
    this.redaction = redaction;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Writes what a child reads from its standard input. */
  @FunctionalInterface
  public interface Input {
    /** Writes all of it; the stream is closed afterwards. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Runs a child to its end, standard error merged into standard output, standard input empty.
   *
   * @return how it ended; a child killed at its deadline is a result too
   * @throws IOException when it cannot be started, in its own words; when the build is ending,
   *     because this is closed or the JVM ends: then how the child ended says nothing
   * @throws InterruptedException when the waiting thread is interrupted; the child is gone by then
   */
  public CommandResult run(Command command) throws IOException, InterruptedException {
    return run(command, Optional.empty());
  }

  /**
   * Runs a child as {@link #run(Command)} does and feeds its standard input meanwhile. A child need
   * not read to the end.
   *
   * @throws IOException also when the input cannot be produced: the child is ended before it can
   *     take what it got for the whole
   */
  public CommandResult run(Command command, Input input) throws IOException, InterruptedException {
    return run(command, Optional.of(input));
  }

  private CommandResult run(Command command, Optional<Input> input)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command.arguments());
    builder.directory(command.directory().toFile());
    builder.redirectErrorStream(true);
    if (input.isEmpty()) {
      builder.redirectInput(new File("/dev/null"));
    }
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    long start = System.nanoTime();
    Process process = start(builder);
    ProcessTree tree = new ProcessTree(process);
    running.add(tree);
    try {
      if (ending.getCount() == 0) {
        throw buildEnding();
      }
      OutputLines output = new OutputLines(process.getInputStream(), redaction, command.lines());
      Thread reader = new Thread(output, "dify-arms-output");
      reader.setDaemon(true);
      reader.start();
      Optional<InputFeed> feed = input.map(source -> InputFeed.start(process, source));
      boolean expired = !ended(process, tree, command, start);
      if (expired) {
        tree.end();
      }
      int exitCode = process.waitFor();
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      if (feed.isPresent()) {
        feed.get().requireComplete(LAST_WORDS);
      }
      long patience = exitCode == 0 || expired ? 0 : NEWS_OF_THE_END.toMillis();
      if (ending.await(patience, TimeUnit.MILLISECONDS)) {
        throw buildEnding();
      }
      reader.join(LAST_WORDS.toMillis());
      if (output.failure().isPresent()) {
        throw output.failure().get();
      }
      return new CommandResult(exitCode, output.tail(), expired, time);
    } finally {
      tree.end();
      running.remove(tree);
    }
  }

  private static IOException buildEnding() {
    return new IOException("the build is ending, so the program was stopped");
  }

  /**
   * Starts a process. Another thread that starts one at this moment may, for an instant, still hold
   * the file open that was just written for this one (golang/go#22315 tells the story).
   */
  private static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    for (int left = BUSY_ATTEMPTS; ; left--) {
      try {
        return builder.start();
      } catch (IOException e) {
        if (left == 0 || !String.valueOf(e.getMessage()).contains("error=26,")) {
          throw e;
        }
        Thread.sleep(BUSY_MILLIS);
      }
    }
  }

  private static boolean ended(Process process, ProcessTree tree, Command command, long start)
      throws InterruptedException {
    while (true) {
      long wait = GLANCE.toNanos();
      if (command.deadline().isPresent()) {
        long left = command.deadline().get().toNanos() - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        wait = Math.min(wait, left);
      }
      if (process.waitFor(wait, TimeUnit.NANOSECONDS)) {
        return true;
      }
      tree.look();
    }
  }

  private void endAll() {
    ending.countDown();
    ProcessTree.end(running);
  }

  /** Ends every child that still runs. */
  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending; the hook runs anyway.
    }
  }
}
