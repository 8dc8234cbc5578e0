package io.github.difyarms.net;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a request whose body the other side has stopped taking. A socket's timeout covers reading
 * only; a blocked write would wait as long as the connection lives.
 */
final class WriteStalls implements AutoCloseable {
  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer;

  WriteStalls(Duration limit) {
    this.limit = limit;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "dify-arms-write-stalls");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Writes some bytes.
   *
   * @param abort breaks the connection off
   * @throws SocketTimeoutException when they were not taken in time
   */
  void write(OutputStream out, byte[] bytes, int count, Runnable abort) throws IOException {
    AtomicBoolean stalled = new AtomicBoolean();
    Future<?> alarm =
        timer.schedule(
            () -> {
              stalled.set(true);
              abort.run();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      out.write(bytes, 0, count);
    } catch (IOException e) {
      if (stalled.get()) {
        throw new SocketTimeoutException("no byte was taken for " + limit.toMillis() + " ms");
      }
      throw e;
    } finally {
      alarm.cancel(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
