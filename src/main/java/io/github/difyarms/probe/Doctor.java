package io.github.difyarms.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs checkups side by side, each told as soon as it is through. What has not come to an end when
 * the time is over is told as a problem, and what it has begun is undone; it goes on in a daemon
 * thread until its connections are closed.
 */
public final class Doctor {
  /** How long undoing may take: enough for a registry that answers at all. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Duration limit;
  private final LongSupplier nanoTime;

  /**
   * Creates a doctor.
   *
   * @param limit longest time for all checkups together
   */
  public Doctor(Duration limit) {
    this(limit, System::nanoTime);
  }

  Doctor(Duration limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * Makes the checkups.
   *
   * @param told hears each finding, those of one checkup together, in the order in which checkups
   *     come to their ends
   * @return the findings in the order of the checkups
   */
  public DoctorReport examine(List<Checkup> checkups, Consumer<Finding> told) {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "dify-arms-doctor");
              thread.setDaemon(true);
              return thread;
            });
    CompletionService<Checkup> ended = new ExecutorCompletionService<>(threads);
    Map<Checkup, Findings> open = new LinkedHashMap<>();
    for (Checkup checkup : checkups) {
      open.put(checkup, new Findings(checkup.group()));
    }
    open.forEach((checkup, findings) -> ended.submit(() -> run(checkup, findings)));
    Map<Checkup, List<Finding>> all = new LinkedHashMap<>();
    checkups.forEach(checkup -> all.put(checkup, List.of()));
    try {
      long end = nanoTime.getAsLong() + limit.toNanos();
      while (!open.isEmpty()) {
        Future<Checkup> next = ended.poll(end - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
        if (next == null) {
          break;
        }
        Checkup checkup = next.get();
        Findings findings = Objects.requireNonNull(open.remove(checkup));
        tell(checkup, findings.close(), all, told);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause()); // run() keeps what a checkup throws
    }
    open.forEach(
        (checkup, findings) -> tell(checkup, findings.expire(checkup.name(), limit), all, told));
    undo(open.values(), threads);
    threads.shutdownNow();
    List<Finding> findings = new ArrayList<>();
    all.values().forEach(findings::addAll);
    return new DoctorReport(findings);
  }

  /** Undoes what hangs has begun, before its caller closes the connections. */
  private static void undo(Collection<Findings> hanging, ExecutorService threads) {
    List<Callable<Object>> undoings =
        hanging.stream()
            .flatMap(findings -> findings.undoings().stream())
            .map(Executors::callable)
            .toList();
    if (undoings.isEmpty()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      threads.invokeAll(undoings, GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Checkup run(Checkup checkup, Findings findings) {
    try {
      checkup.run(findings);
    } catch (RuntimeException | LinkageError e) {
      findings.broken(checkup.name(), e);
    }
    return checkup;
  }

  private static void tell(
      Checkup checkup,
      List<Finding> findings,
      Map<Checkup, List<Finding>> all,
      Consumer<Finding> told) {
    all.put(checkup, findings);
    findings.forEach(told);
  }
}
