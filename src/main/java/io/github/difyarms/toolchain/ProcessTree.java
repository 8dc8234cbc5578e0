package io.github.difyarms.toolchain;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child and everything it started. Descendants are remembered while it runs: once their parent is
 * gone nothing leads to them any more.
 */
final class ProcessTree {
  /** How long a process may take to end by itself once it is asked to. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ProcessHandle root;
  private final Set<ProcessHandle> known = ConcurrentHashMap.newKeySet();

  ProcessTree(Process process) {
    this.root = process.toHandle();
    known.add(root);
  }

  /** Remembers who is there now. */
  void look() {
    for (ProcessHandle handle : List.copyOf(known)) {
      handle.descendants().forEach(known::add);
    }
  }

  /** Ends whatever still runs. */
  void end() {
    end(List.of(this));
  }

  /** Ends several trees within one period of grace. */
  static void end(Collection<ProcessTree> trees) {
    List<ProcessHandle> alive = alive(trees);
    if (alive.isEmpty()) {
      return;
    }
    alive.forEach(ProcessHandle::destroy);
    await(alive);
    alive(trees).forEach(ProcessHandle::destroyForcibly);
  }

  private static List<ProcessHandle> alive(Collection<ProcessTree> trees) {
    trees.forEach(ProcessTree::look);
    return trees.stream()
        .flatMap(tree -> tree.known.stream())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /** Whoever is interrupted, even twice, still waits: a parent killed meanwhile leaves orphans. */
  private static void await(List<ProcessHandle> handles) {
    CompletableFuture<?>[] exits =
        handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    CompletableFuture<Void> all = CompletableFuture.allOf(exits);
    long end = System.nanoTime() + GRACE.toNanos();
    boolean interrupted = false;
    boolean waiting = true;
    while (waiting) {
      try {
        all.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        waiting = false;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        waiting = false; // those that are left are ended forcibly
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
