package io.github.difyarms.net;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends a request whose body the other side has stopped taking. A socket's timeout covers reading
 * only; a blocked write would wait as long as the connection lives.
 */
final class WriteStalls implements AutoCloseable {
  /** Looks in the time of the limit; a stall is noticed that much later at most. */
  private static final int LOOKS = 8;

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
   * Begins to watch the writing of one body.
   *
   * @param abort breaks the connection off
   */
  Watch watch(Runnable abort) {
    return new Watch(abort);
  }

  /**
   * The writing of one body. Looks at it now and then: an alarm for each write would wake a thread
   * for each, too.
   */
  final class Watch implements AutoCloseable {
    private final Runnable abort;
    private final Future<?> looks;
    private volatile long begun;
    private volatile boolean writing;
    private volatile boolean stalled;

    private Watch(Runnable abort) {
      this.abort = abort;
      long pause = Math.max(1, limit.toMillis() / LOOKS);
      this.looks = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    private void look() {
      if (writing && System.nanoTime() - begun > limit.toNanos()) {
        stalled = true;
        abort.run();
      }
    }

    /**
     * Writes some bytes.
     *
     * @throws SocketTimeoutException when they were not taken in time
     */
    void write(OutputStream out, byte[] bytes, int count) throws IOException {
      begun = System.nanoTime();
      writing = true;
      try {
        out.write(bytes, 0, count);
      } catch (IOException e) {
        if (stalled) {
          throw new SocketTimeoutException("no byte was taken for " + limit.toMillis() + " ms");
        }
        throw e;
      } finally {
        writing = false;
      }
    }

    @Override
    public void close() {
      looks.cancel(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
