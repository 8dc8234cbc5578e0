package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs independent pieces of work side by side and waits for all of them.
 *
 * <p>Branches (components, platforms) may wait for leaves, so they have threads of their own;
 * leaves (one blob each) share a few, which also bounds the connections to a registry.
 */
final class Parallel implements AutoCloseable {
  private static final int LEAVES = 8;

  /** How long work that was told to end may take: it ends children and takes folders away. */
  private static final long GRACE_SECONDS = 10;

  private final Runnable breakOff;
  private final ExecutorService branches = Executors.newCachedThreadPool(daemons("branch"));
  private final Semaphore turns =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final ExecutorService leaves = Executors.newFixedThreadPool(LEAVES, daemons("leaf"));

  /** Creates one whose work heeds interrupts. */
  Parallel() {
    this(() -> {});
  }

  /**
   * Creates one.
   *
   * @param breakOff ends what interrupted threads do without noticing that they are
   */
  Parallel(Runnable breakOff) {
    this.breakOff = breakOff;
  }

  /** Work that may fail as I/O fails. */
  @FunctionalInterface
  interface Work<T, R> {
    R apply(T item) throws IOException;
  }

  private static java.util.concurrent.ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "dify-arms-" + name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  <T, R> List<R> branches(List<T> items, Work<T, R> work) throws IOException {
    return run(branches, items, work);
  }

  <T, R> List<R> leaves(List<T> items, Work<T, R> work) throws IOException {
    return run(leaves, items, work);
  }

  /** Work without a result that may fail as I/O fails. */
  @FunctionalInterface
  interface Errand {
    void run() throws IOException;
  }

  /**
   * Does work that holds buffers and keeps a core busy: as much at once as there are cores, so that
   * memory does not grow with the number of images.
   */
  <R> R inTurn(Callable<R> work) throws IOException {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      return called(work);
    } finally {
      turns.release();
    }
  }

  /** Does an errand beside a piece of work; whichever fails first ends the wait for both. */
  <R> R beside(Errand errand, Callable<R> work) throws IOException {
    List<Callable<Optional<R>>> both =
        List.of(
            () -> Optional.of(work.call()),
            () -> {
              errand.run();
              return Optional.empty();
            });
    return branches(both, Parallel::called).get(0).orElseThrow();
  }

  private static <R> R called(Callable<R> work) throws IOException {
    try {
      return work.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw unwrap(e);
    }
  }

  /** Waits for what another thread will tell. */
  static <R> R await(Future<R> told) throws IOException {
    try {
      return told.get();
    } catch (ExecutionException e) {
      throw unwrap(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", cause);
  }

  private static <T, R> List<R> run(ExecutorService executor, List<T> items, Work<T, R> work)
      throws IOException {
    List<Future<R>> futures = new ArrayList<>();
    CompletionService<R> finished = new ExecutorCompletionService<>(executor);
    for (T item : items) {
      futures.add(finished.submit(() -> work.apply(item)));
    }
    List<R> results = new ArrayList<>();
    try {
      for (int i = 0; i < futures.size(); i++) {
        await(finished.take()); // whichever fails first ends the wait, not the first in the list
      }
      for (Future<R> future : futures) {
        results.add(await(future));
      }
      return results;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private static IOException unwrap(@org.jspecify.annotations.Nullable Throwable cause) {
    if (cause instanceof DifyArmsException stop) {
      throw stop;
    }
    if (cause instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return unchecked.getCause();
    }
    if (cause instanceof IOException io) {
      return io;
    }
    throw new DifyArmsException(
        ErrorCode.DEFECT, "something that must not happen", "build", String.valueOf(cause), cause);
  }

  /** Ends what still runs, and waits until it has tidied up. */
  @Override
  public void close() {
    branches.shutdownNow();
    leaves.shutdownNow();
    breakOff.run();
    boolean interrupted = Thread.interrupted(); // whoever is interrupted waits all the same
    try {
      boolean unused = branches.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
