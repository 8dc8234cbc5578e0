package io.github.difyarms.net;

import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.concurrent.Cancellable;

/** Requests that are being made, by the threads that make them. */
final class OpenRequests {
  private final Map<Cancellable, Thread> open = new ConcurrentHashMap<>();

  /** A request that is being made, until this is closed. */
  interface Entry extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins a request of this thread.
   *
   * @throws InterruptedIOException when the thread is interrupted
   */
  Entry begin(Cancellable request) throws InterruptedIOException {
    open.put(request, Thread.currentThread());
    // Looked at behind the line above, so that one interrupted before breakOff() is not missed.
    if (Thread.currentThread().isInterrupted()) {
      open.remove(request);
      throw new InterruptedIOException("interrupted");
    }
    return () -> open.remove(request);
  }

  /** Ends the requests of threads that are interrupted. */
  void breakOff() {
    open.forEach(
        (request, thread) -> {
          if (thread.isInterrupted()) {
            request.cancel();
          }
        });
  }
}
