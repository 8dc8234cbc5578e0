package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Takes down, times and keeps what one checkup finds. Thread-safe. */
public final class Findings {
  private final Group group;
  private final List<Finding> list = new ArrayList<>();
  private String current = "";
  private final List<Runnable> undoings = new ArrayList<>();
  private boolean closed;

  Findings(Group group) {
    this.group = group;
  }

  /** Makes a check. What would stop a build is its verdict; nothing is thrown. */
  Verdict check(String id, Supplier<Verdict> work) {
    if (!begin(id)) {
      return DoctorVerdicts.late(); // nothing more is begun: nobody would wait for its end
    }
    long start = System.nanoTime();
    Verdict verdict;
    try {
      verdict = work.get();
    } catch (DifyArmsException e) {
      verdict = Verdict.of(e);
    } catch (RuntimeException e) {
      verdict = DoctorVerdicts.defect(id, e);
    }
    add(Finding.of(id, group, verdict, Duration.ofNanos(System.nanoTime() - start)));
    return verdict;
  }

  /** Takes down that a checkup broke off between its checks. */
  void broken(String name, Throwable failure) {
    add(Finding.of(name, group, DoctorVerdicts.defect(name, failure), Duration.ZERO));
  }

  /** Takes down how to undo what a check has begun, should its time be over before it does so. */
  synchronized void undoing(Runnable work) {
    undoings.add(work);
  }

  synchronized List<Runnable> undoings() {
    return List.copyOf(undoings);
  }

  private synchronized boolean begin(String id) {
    current = id;
    return !closed;
  }

  private synchronized void add(Finding finding) {
    if (!closed) {
      list.add(finding);
      current = "";
    }
  }

  /** Ends the taking down of a checkup that came to its end. */
  synchronized List<Finding> close() {
    closed = true;
    return List.copyOf(list);
  }

  /** Ends the taking down of a checkup whose time is over. */
  synchronized List<Finding> expire(String name, Duration limit) {
    if (!closed) {
      String id = current.isEmpty() ? name : current;
      add(Finding.of(id, group, DoctorVerdicts.expired(id, limit), limit));
    }
    return close();
  }
}
